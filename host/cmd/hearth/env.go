package main

// This file is what a command sees of the world around it, and how it prints.

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"golang.org/x/term"
)

// env is what a command may touch of the process. Tests put buffers in its place.
type env struct {
	in       io.Reader
	out, err io.Writer
	width    int  // columns of the terminal that out is; 0 when it is none
	errTerm  bool // err is a terminal, so progress may be drawn
	json     bool
	now      func() time.Time
	cacheDir string // of the compiled module; "" compiles it anew
	keyDir   string // of the keys that seal devices; "" when the account has no place for it
}

func processEnv() *env {
	return &env{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		width: columns(os.Stdout), errTerm: term.IsTerminal(int(os.Stderr.Fd())), now: time.Now, cacheDir: privateCache(),
		keyDir: keyFolder(),
	}
}

// privateCache returns a folder that only this account writes to, because what is in it is run; "" when there is none.
func privateCache() string {
	base, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	dir := filepath.Join(base, "hearth")
	if os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	return dir
}

// keyFolder returns where the account keeps the keys that seal devices; it is made when the first is.
func keyFolder() string {
	base, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "hearth", "keys")
}

// columns returns the width of a terminal, 0 when the file is none.
func columns(f *os.File) int {
	if !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

// printf prints text for people.
func (e *env) printf(format string, args ...any) {
	fmt.Fprintf(e.out, format, args...)
}

// note prints a remark that is no part of the result; JSON goes without.
func (e *env) note(format string, args ...any) {
	if !e.json {
		fmt.Fprintf(e.err, "hearth: "+format+"\n", args...)
	}
}

// printJSON prints one value, indented.
func (e *env) printJSON(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// show prints a result: as JSON if asked for, otherwise by text.
func (e *env) show(v any, text func()) error {
	if e.json {
		return e.printJSON(v)
	}
	text()
	return nil
}

// clean makes text from data safe for a terminal: control characters, which could move the cursor or hide text, become spaces.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return ' '
		}
		return r
	}, s)
}

// oneLine is clean without line breaks.
func oneLine(s string) string {
	return strings.ReplaceAll(clean(s), "\n", " ")
}
