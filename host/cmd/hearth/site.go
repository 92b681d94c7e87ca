package main

// This file is the handler of "hearth serve": the files of a folder, and nothing else.

import (
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
)

// headers are sent with every answer. The policy lets a page run its own scripts and WebAssembly and connect to this server only.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
		"connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-cache",
}

// types are the content types by extension; others come from the system's table.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".json": "application/json",
	".map":  "application/json",
	".wasm": "application/wasm",
	".pack": "application/octet-stream",
	".sig":  "application/octet-stream",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",
	".md":   "text/plain; charset=utf-8",
}

// encodings are the forms in which a file may lie precompressed, the preferred one first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

const indexPage = "index.html"

// site serves the files of a folder. Links that lead out of it are not followed.
type site struct{ root *os.Root }

func newSite(root *os.Root) http.Handler { return site{root} }

// ServeHTTP answers GET and HEAD.
func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name, ok := fileName(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	info, err := s.root.Stat(name)
	switch {
	case err != nil:
		http.NotFound(w, r)
	case info.IsDir() && !strings.HasSuffix(r.URL.Path, "/"):
		s.redirect(w, r, name)
	case info.IsDir():
		s.file(w, r, path.Join(name, indexPage))
	case strings.HasSuffix(r.URL.Path, "/"):
		http.NotFound(w, r)
	default:
		s.file(w, r, name)
	}
}

// fileName returns the file that a URL's path names in the folder; ok is false for hidden files and for paths that are no plain name.
func fileName(url string) (name string, ok bool) {
	name = strings.Trim(url, "/")
	if name == "" {
		return ".", true
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return "", false
		}
	}
	return name, fs.ValidPath(name) && !strings.ContainsAny(name, "\\\x00")
}

// redirect adds the slash to the path of a folder that has a page.
func (s site) redirect(w http.ResponseWriter, r *http.Request, name string) {
	if _, err := s.root.Stat(path.Join(name, indexPage)); err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Location", path.Base(name)+"/")
	w.WriteHeader(http.StatusMovedPermanently)
}

// file sends a file, in a compressed form when there is one that the browser takes.
func (s site) file(w http.ResponseWriter, r *http.Request, name string) {
	plain, err := s.root.Stat(name)
	if err != nil || !plain.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	stored, encoding := s.stored(h, r, name, plain)
	f, err := s.root.Open(stored)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		http.Error(w, "cannot be read", http.StatusInternalServerError)
		return
	}
	h.Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), encoding))
	http.ServeContent(w, r, "", info.ModTime(), f)
}

// stored returns the file to send for name and its encoding. A compressed form that is older than its file is not used.
func (s site) stored(h http.Header, r *http.Request, name string, plain fs.FileInfo) (stored, encoding string) {
	stored = name
	for _, e := range encodings {
		info, err := s.root.Stat(name + e.suffix)
		if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(plain.ModTime()) {
			continue
		}
		h.Set("Vary", "Accept-Encoding")
		if encoding == "" && accepts(r.Header.Values("Accept-Encoding"), e.name) {
			stored, encoding = name+e.suffix, e.name
			h.Set("Content-Encoding", encoding)
		}
	}
	return stored, encoding
}

func contentType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t := types[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// accepts reports whether an Accept-Encoding header (RFC 9110, section 12.5.3) takes an encoding that it names.
func accepts(header []string, encoding string) bool {
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !found || err == nil && weight > 0
	}
	return false
}
