package event

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Size must equal the length of the encoding for any log, whatever Retain did to it.
func TestSizeIsTheEncodedLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &Log{}
		words := rapid.SampledFrom([]string{"a", "view", "Käse", "another item", ""})
		for range rapid.IntRange(0, 40).Draw(t, "records") {
			e := Event{Type: "t" + words.Draw(t, "type"), Item: words.Draw(t, "item"), Query: words.Draw(t, "query"),
				Time: rapid.Int64Range(-MaxTime, MaxTime).Draw(t, "time"), Offset: rapid.Int32Range(-MaxOffset, MaxOffset).Draw(t, "offset"),
				Value: rapid.Int64Range(-MaxValue, MaxValue).Draw(t, "value"), HasValue: rapid.Bool().Draw(t, "has"),
				BasedOn: rapid.SliceOfN(rapid.Int64Range(1, 1<<53-1), 0, 3).Draw(t, "based")}
			if rapid.Bool().Draw(t, "context") {
				e.Context = []Pair{{Name: "page", Value: words.Draw(t, "page")}}
			}
			l.Append(&e, 1)
		}
		require.Equal(t, len(l.AppendBinary(nil)), l.Size())
		l.Retain(func(i int) bool { return i%2 == 0 }, every)
		require.Equal(t, len(l.AppendBinary(nil)), l.Size())
		for i := range l.Len() { // the dictionary still finds every word
			require.Equal(t, l.At(i).Type, l.dict.add(l.Text(l.At(i).Type)))
		}
	})
}
