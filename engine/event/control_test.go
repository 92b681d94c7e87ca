package event

import (
	"bytes"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// TestControlNames pins names and numbers: exports have the one, snapshots the other.
func TestControlNames(t *testing.T) {
	want := []string{"dial", "block", "interest", "mute", "language"}
	require.Len(t, want, int(controlKinds))
	for i, name := range want {
		require.Equal(t, name, ControlKind(i).String())
		k, ok := ControlNamed(name)
		require.True(t, ok)
		require.EqualValues(t, i, k)
	}
	for _, name := range []string{"", "Dial", "dia"} {
		_, ok := ControlNamed(name)
		require.False(t, ok, name)
	}
}

func TestControlValidate(t *testing.T) {
	long := strings.Repeat("x", MaxName+1)
	for name, c := range map[string]struct {
		control Control
		field   string
		code    fault.Code
	}{
		"dial at 0":                 {Control{Kind: ControlDial}, "", ""},
		"dial at 100":               {Control{Kind: ControlDial, Amount: 100}, "", ""},
		"dial above":                {Control{Kind: ControlDial, Amount: 101}, "amount", fault.Range},
		"dial below":                {Control{Kind: ControlDial, Amount: -1}, "amount", fault.Range},
		"dial of a field":           {Control{Kind: ControlDial, Field: "f"}, "field", fault.Range},
		"dial of a value":           {Control{Kind: ControlDial, Value: "v"}, "value", fault.Range},
		"block of an item":          {Control{Kind: ControlBlock, Value: "i"}, "", ""},
		"block of an attribute":     {Control{Kind: ControlBlock, Field: "f", Value: "v"}, "", ""},
		"block of nothing":          {Control{Kind: ControlBlock}, "value", fault.Missing},
		"block of a field":          {Control{Kind: ControlBlock, Field: "f"}, "value", fault.Missing},
		"block with an amount":      {Control{Kind: ControlBlock, Value: "i", Amount: 1}, "amount", fault.Range},
		"block, long field":         {Control{Kind: ControlBlock, Field: long, Value: "i"}, "field", fault.Range},
		"block, long value":         {Control{Kind: ControlBlock, Value: long}, "value", fault.Range},
		"block, field not UTF-8":    {Control{Kind: ControlBlock, Field: "\xff", Value: "i"}, "field", fault.UTF8},
		"block, value not UTF-8":    {Control{Kind: ControlBlock, Value: "\xc0"}, "value", fault.UTF8},
		"interest":                  {Control{Kind: ControlInterest, Field: "f", Value: "v", Amount: 100}, "", ""},
		"interest against":          {Control{Kind: ControlInterest, Field: "f", Value: "v", Amount: -100}, "", ""},
		"interest of 0":             {Control{Kind: ControlInterest, Field: "f", Value: "v"}, "", ""},
		"interest above":            {Control{Kind: ControlInterest, Field: "f", Value: "v", Amount: 101}, "amount", fault.Range},
		"interest below":            {Control{Kind: ControlInterest, Field: "f", Value: "v", Amount: -101}, "amount", fault.Range},
		"interest without a field":  {Control{Kind: ControlInterest, Value: "v"}, "field", fault.Missing},
		"interest without a value":  {Control{Kind: ControlInterest, Field: "f"}, "value", fault.Missing},
		"mute":                      {Control{Kind: ControlMute, Field: "f", Value: "v"}, "", ""},
		"mute without a field":      {Control{Kind: ControlMute, Value: "v"}, "field", fault.Missing},
		"mute without a value":      {Control{Kind: ControlMute, Field: "f"}, "value", fault.Missing},
		"mute with an amount":       {Control{Kind: ControlMute, Field: "f", Value: "v", Amount: -1}, "amount", fault.Range},
		"language":                  {Control{Kind: ControlLanguage, Value: "de"}, "", ""},
		"language of a field":       {Control{Kind: ControlLanguage, Field: "f", Value: "de"}, "field", fault.Range},
		"no language":               {Control{Kind: ControlLanguage}, "value", fault.Missing},
		"language with an amount":   {Control{Kind: ControlLanguage, Value: "de", Amount: 1}, "amount", fault.Range},
		"at the limits":             {Control{Kind: ControlMute, Field: long[1:], Value: long[1:]}, "", ""},
		"no such kind":              {Control{Kind: controlKinds, Value: "v"}, "kind", fault.Range},
		"no such kind, the highest": {Control{Kind: 255, Value: "v"}, "kind", fault.Range},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.control.Validate("set[2]")
			if c.code == "" {
				require.NoError(t, err)
			} else {
				require.Equal(t, fault.At(c.code, "set[2]."+c.field), err)
			}
		})
	}
}

// key is what a control is named by.
type key struct {
	kind         ControlKind
	field, value string
}

func keyOf(c Control) key {
	if c.Kind == ControlDial || c.Kind == ControlLanguage {
		return key{kind: c.Kind}
	}
	return key{c.Kind, c.Field, c.Value}
}

// orders is a naive Controls: a map, and the number of the call that set each.
type orders struct {
	at   map[key]Control
	when map[key]int
	n    int
}

func (o *orders) set(c Control) {
	o.n++
	o.at[keyOf(c)], o.when[keyOf(c)] = c, o.n
}

// all returns the controls in the order in which they were set last.
func (o *orders) all() []Control {
	list := []Control{}
	for _, c := range o.at {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Control) int { return o.when[keyOf(a)] - o.when[keyOf(b)] })
	return list
}

// genControl draws a valid control; names are few, so that they recur, and one ends where another begins.
func genControl(t *rapid.T) Control {
	names := rapid.SampledFrom([]string{"a", "ab", "b", "Größe", strings.Repeat("x", MaxName)})
	c := Control{Kind: ControlKind(rapid.IntRange(0, int(controlKinds)-1).Draw(t, "kind")), Time: rapid.Int64Range(-MaxTime, MaxTime).Draw(t, "time")}
	switch c.Kind {
	case ControlDial:
		c.Amount = rapid.Int32Range(0, 100).Draw(t, "amount")
		return c
	case ControlInterest:
		c.Amount = rapid.Int32Range(-100, 100).Draw(t, "amount")
		c.Field = names.Draw(t, "field")
	case ControlMute:
		c.Field = names.Draw(t, "field")
	case ControlBlock:
		c.Field = rapid.OneOf(rapid.Just(""), names).Draw(t, "field")
	}
	c.Value = names.Draw(t, "value")
	return c
}

// list reads all controls; the texts are copies.
func (c *Controls) list() []Control {
	all := []Control{}
	for i := range c.Len() {
		at := c.At(i)
		at.Field, at.Value = strings.Clone(at.Field), strings.Clone(at.Value)
		all = append(all, at)
	}
	return all
}

// TestControlsAgainstMap sets and lifts at random, and after each call compares with a map and looks at every place where the controls ever lay.
func TestControlsAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Controls
		var w watch
		o := orders{at: map[key]Control{}, when: map[key]int{}}
		for range rapid.IntRange(0, 40).Draw(t, "calls") {
			x := genControl(t)
			require.NoError(t, x.Validate("x"))
			_, there := o.at[keyOf(x)]
			require.Equal(t, there, c.Find(&x) >= 0)
			if there {
				require.Equal(t, keyOf(x), keyOf(c.At(c.Find(&x))))
			}
			switch rapid.IntRange(0, 9).Draw(t, "call") {
			case 0:
				c.Wipe()
				o.at = map[key]Control{}
			case 1, 2, 3:
				require.Equal(t, there, c.Lift(&x))
				delete(o.at, keyOf(x))
			default:
				c.Set(&x)
				o.set(x)
			}
			require.Equal(t, o.all(), c.list())
			w.look(t, &c)
		}
	})
}

// watch remembers where controls lay.
type watch struct {
	texts [][]byte
	alls  [][]placed
}

// look requires the places that are not used any more, and the rest of those that are, to be zero.
func (w *watch) look(t require.TestingT, c *Controls) {
	w.texts, w.alls = append(w.texts, c.text[:cap(c.text)]), append(w.alls, c.all[:cap(c.all)])
	for _, s := range w.texts {
		clean(t, s, c.text)
	}
	for _, s := range w.alls {
		clean(t, s, c.all)
	}
	used := 0
	for _, x := range c.list() {
		used += len(x.Field) + len(x.Value)
	}
	require.Len(t, c.text, used)
}

// clean requires a place to be zero beyond what is used of it.
func clean[T comparable](t require.TestingT, place, used []T) {
	from := 0
	if len(place) > 0 && cap(used) > 0 && &place[0] == &used[:1][0] {
		from = len(used)
	}
	var zero T
	for _, v := range place[from:] {
		if v != zero {
			require.Equal(t, zero, v)
		}
	}
}

// TestSetReplaces: a control takes the place of the one of the same name, and stands last.
func TestSetReplaces(t *testing.T) {
	var c Controls
	dial := func(v int32) Control { return Control{Kind: ControlDial, Amount: v, Time: int64(v)} }
	item, brand := Control{Kind: ControlBlock, Value: "mill"}, Control{Kind: ControlBlock, Field: "brand", Value: "mill"}
	speak := func(v string) Control { return Control{Kind: ControlLanguage, Value: v} }
	for _, x := range []Control{dial(30), item, speak("de"), brand, dial(70), speak("en"), {Kind: ControlMute, Field: "brand", Value: "mill"}, item} {
		c.Set(&x)
	}
	require.Equal(t, []Control{brand, dial(70), speak("en"), {Kind: ControlMute, Field: "brand", Value: "mill"}, item}, c.list())
	require.True(t, c.Lift(&Control{Kind: ControlLanguage}), "named by its kind alone")
	require.True(t, c.Lift(&Control{Kind: ControlBlock, Field: "brand", Value: "mill", Amount: 9}), "whatever the amount")
	require.False(t, c.Lift(&Control{Kind: ControlBlock, Field: "brandm", Value: "ill"}))
	require.False(t, c.Lift(&Control{Kind: ControlInterest, Field: "brand", Value: "mill"}))
	require.Equal(t, 3, c.Len())
}

// TestNoTrace searches the controls' memory for what was lifted: it is found before, and not after.
func TestNoTrace(t *testing.T) {
	canary := []byte("xyzzy-canary")
	for name, remove := range map[string]func(c *Controls, x *Control){
		"lifted":   func(c *Controls, x *Control) { c.Lift(x) },
		"replaced": func(c *Controls, _ *Control) { c.Set(&Control{Kind: ControlLanguage, Value: "de"}) },
		"wiped":    func(c *Controls, _ *Control) { c.Wipe() },
	} {
		t.Run(name, func(t *testing.T) {
			var c Controls
			c.Set(&Control{Kind: ControlBlock, Value: "before"})
			x := Control{Kind: ControlLanguage, Value: string(canary)}
			c.Set(&x)
			c.Set(&Control{Kind: ControlBlock, Value: "after"})
			old := c
			require.True(t, bytes.Contains(old.text[:cap(old.text)], canary))
			remove(&c, &x)
			require.False(t, bytes.Contains(old.text[:cap(old.text)], canary))
			require.False(t, bytes.Contains(c.text[:cap(c.text)], canary))
			require.Equal(t, make([]placed, cap(old.all)), old.all[:cap(old.all)])
		})
	}
}

// exampleControls has one of each kind; its bytes stand in FORMAT.md.
func exampleControls() []Control {
	return []Control{
		{Kind: ControlDial, Amount: 40, Time: 1000}, {Kind: ControlBlock, Value: "mill", Time: 1001},
		{Kind: ControlInterest, Field: "brand", Value: "Acme", Amount: -100, Time: -1}, {Kind: ControlMute, Field: "brand", Value: "Bodo"},
		{Kind: ControlLanguage, Value: "de"},
	}
}

var exampleControlBytes = []byte("\x05" + // five
	"\x00\x00\x00\x50\xd0\x0f" + // dial 40 at 1000
	"\x01\x00\x04mill\x00\xd2\x0f" + // the item mill is blocked
	"\x02\x05brand\x04Acme\xc7\x01\x01" + // interest -100 at -1
	"\x03\x05brand\x04Bodo\x00\x00" + // muted
	"\x04\x00\x02de\x00\x00") // language

// listing returns the bytes of the first listing of FORMAT.md after a heading: those of a line end where two blanks or more follow.
func listing(t *testing.T, heading string) (all []byte) {
	doc, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	_, lines, found := strings.Cut(string(doc), "\n"+heading)
	require.True(t, found)
	_, lines, _ = strings.Cut(lines, "```\n")
	lines, _, _ = strings.Cut(lines, "```")
	for line := range strings.Lines(lines) {
		digits, _, _ := strings.Cut(line, "  ")
		b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
		require.NoError(t, err)
		all = append(all, b...)
	}
	return all
}

func readControls(b []byte) (Controls, *fault.Error) {
	r := &wire.Reader{B: b, Section: "controls"}
	c := ReadControls(r)
	r.End()
	return c, r.Err
}

func TestControlExampleBytes(t *testing.T) {
	var c Controls
	for _, x := range exampleControls() {
		c.Set(&x)
	}
	require.Equal(t, exampleControlBytes, c.AppendBinary(nil))
	require.Equal(t, exampleControlBytes, listing(t, "### Controls"))
	read, fail := readControls(exampleControlBytes)
	require.Nil(t, fail)
	require.Equal(t, exampleControls(), read.list())
	for n := range exampleControlBytes {
		_, fail := readControls(exampleControlBytes[:n])
		require.NotNil(t, fail, n)
		require.LessOrEqual(t, fail.Offset, int64(n))
	}
}

// TestControlsRoundTrip writes and reads random controls; what was read shares no memory with what it was read from.
func TestControlsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Controls
		for range rapid.IntRange(0, 20).Draw(t, "controls") {
			x := genControl(t)
			c.Set(&x)
		}
		written := c.AppendBinary([]byte("before"))[6:]
		from := bytes.Clone(written)
		read, fail := readControls(from)
		require.Nil(t, fail)
		clear(from)
		require.Equal(t, c.list(), read.list())
		require.Equal(t, written, read.AppendBinary(nil))
		at := rapid.IntRange(0, len(written)-1).Draw(t, "at")
		written[at] = rapid.Byte().Draw(t, "byte")
		controlsRereadOrFail(t, written)
	})
}

func TestReadControlsErrors(t *testing.T) {
	dial := "\x00\x00\x00\x50\x00"
	for name, c := range map[string]struct{ in, want string }{
		"nothing":          {"", "offset 0: truncated"},
		"more than bytes":  {"\x02\x00", "offset 0: truncated"},
		"1001":             {"\xe9\x07" + strings.Repeat(dial, 1001), "offset 0: range"},
		"no such kind":     {"\x01\x05\x00\x01a\x00\x00", "offset 7: range"},
		"long field":       {"\x01\x01\x81\x02" + strings.Repeat("x", 300), "offset 2: range"},
		"long value":       {"\x01\x01\x00\x81\x02" + strings.Repeat("x", 300), "offset 3: range"},
		"value not UTF-8":  {"\x01\x01\x00\x01\xff\x00\x00", "offset 4: utf8"},
		"amount above":     {"\x01\x02\x01f\x01v\xca\x01\x00", "offset 6: range"},
		"amount of a mute": {"\x01\x03\x01f\x01v\x02\x00", "offset 8: range"},
		"dial below 0":     {"\x01\x00\x00\x00\x01\x00", "offset 6: range"},
		"block of nothing": {"\x01\x01\x00\x00\x00\x00", "offset 6: missing"},
		"time above":       {"\x01\x00\x00\x00\x00\x80\x80\x80\x80\x80\x80\x80\x20", "offset 5: range"},
		"twice":            {"\x02" + dial + dial, "offset 11: duplicate"},
		"trailing":         {"\x01" + dial + "\x00", "offset 6: trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, fail := readControls([]byte(c.in))
			require.NotNil(t, fail)
			require.EqualError(t, fail, "controls: "+c.want)
		})
	}
}

// TestMostControls writes and reads as many as there can be, at their largest.
func TestMostControls(t *testing.T) {
	var c Controls
	for i := range MaxControls {
		name := strings.Repeat("n", MaxName-4) + string([]byte{'0' + byte(i/1000), '0' + byte(i/100%10), '0' + byte(i/10%10), '0' + byte(i%10)})
		c.Set(&Control{Kind: ControlInterest, Field: name, Value: name, Amount: -100, Time: MaxTime})
	}
	written := c.AppendBinary(nil)
	read, fail := readControls(written)
	require.Nil(t, fail)
	require.Equal(t, MaxControls, read.Len())
	require.Equal(t, written, read.AppendBinary(nil))
}

// controlsRereadOrFail requires an error with an offset, or valid controls that are written as they were read.
func controlsRereadOrFail(t require.TestingT, b []byte) {
	c, fail := readControls(b)
	if fail != nil {
		require.True(t, fail.Offset >= 0 && fail.Offset <= int64(len(b)), fail.Error())
		return
	}
	require.Equal(t, b, c.AppendBinary(nil))
	for i := range c.Len() {
		x := c.At(i)
		require.NoError(t, x.Validate("x"))
		require.Equal(t, i, c.Find(&x))
	}
}

// FuzzReadControls reads any bytes.
func FuzzReadControls(f *testing.F) {
	f.Add(exampleControlBytes)
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, b []byte) { controlsRereadOrFail(t, b) })
}
