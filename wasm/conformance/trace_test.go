package conformance

// The form of a trace: reading, writing and playing.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hearthrank/hearth/wasm/abi"
)

const (
	folder      = "testdata"
	traceEnding = ".trace.json"
	packEnding  = ".pack"
	opPackBegin = "pack_begin"
)

// trace is a list of calls on one fresh instance.
type trace struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Steps []step `json:"steps"`
}

// step is one call: a pack_begin with either File or Size, or the operation Op with its request and its reply.
type step struct {
	Op      string `json:"op"`
	File    string `json:"file,omitempty"`    // a pack beside the trace; its address must not be 0
	Size    uint32 `json:"size,omitempty"`    // only the size of a pack: the module must refuse it
	Refused bool   `json:"refused,omitempty"` // true with Size
	In      []byte `json:"in,omitzero"`       // base64 in the file
	Out     []byte `json:"out,omitzero"`
	Note    string `json:"note,omitempty"` // for readers
}

// encode writes a trace with one step a line, so that a change shows as the steps it touches.
func (t *trace) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"name\": %s,\n \"about\": %s,\n \"steps\": [\n", quote(t.Name), quote(t.About))
	for i := range t.Steps {
		b.WriteString("  " + quote(t.Steps[i]))
		if i < len(t.Steps)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString(" ]\n}\n")
	return b.Bytes()
}

func quote(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings, numbers and bytes only
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// readTraces reads all committed traces.
func readTraces() ([]trace, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*"+traceEnding))
	if err != nil {
		return nil, err
	}
	all := make([]trace, len(files))
	for i, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &all[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return all, nil
}

// play carries out a trace on a fresh host and returns the first disagreement.
func play(h host, t *trace) error {
	for i := range t.Steps {
		if err := playStep(h, &t.Steps[i]); err != nil {
			return fmt.Errorf("%s: step %d (%s): %w\nnote: %s", t.Name, i, t.Steps[i].Op, err, t.Steps[i].Note)
		}
	}
	return nil
}

func playStep(h host, s *step) error {
	if s.Op == opPackBegin {
		return playPack(h, s)
	}
	out, err := h.call(abi.Op(s.Op), s.In)
	if err != nil {
		return err
	}
	if !bytes.Equal(out, s.Out) {
		return fmt.Errorf("reply differs\nwant: %s\ngot:  %s", text(s.Out), text(out))
	}
	return nil
}

func playPack(h host, s *step) error {
	content, size := []byte(nil), s.Size
	if s.File != "" {
		b, err := os.ReadFile(filepath.Join(folder, s.File))
		if err != nil {
			return err
		}
		content, size = b, uint32(len(b))
	}
	taken, err := h.packBegin(size, content)
	if err == nil && taken == s.Refused {
		err = fmt.Errorf("pack of %d bytes: taken is %v", size, taken)
	}
	return err
}
