package train

// This file measures what a pack costs to load.

import (
	"bytes"

	"github.com/andybalholm/brotli"

	"github.com/hearthrank/hearth/engine/pack"
)

// Brotli returns the bytes of b at brotli's highest quality.
func Brotli(b []byte) int { return compressed(b, brotli.BestCompression) }

// compressed returns the bytes of b at a quality of brotli, 0 to 11.
func compressed(b []byte, quality int) int {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, quality)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	return out.Len()
}

// Statistics returns what a pack's file holds beside ids and titles: its other sections, one after the other.
func Statistics(file []byte, p *pack.Pack) []byte {
	var all []byte
	for _, s := range p.Sections() {
		if name := pack.SectionName(s.Kind); name != "ids" && name != "titles" {
			all = append(all, file[s.Offset:s.Offset+s.Size]...)
		}
	}
	return all
}
