package dataset

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

func view(person, item string, context ...string) *event {
	e := &event{person: []byte(person), item: []byte(item), kind: []byte("view"), value: noValue}
	for _, c := range context {
		e.context = append(e.context, []byte(c))
	}
	return e
}

func TestIntern(t *testing.T) {
	in := newIntern("")
	require.EqualValues(t, -1, in.find([]byte("a")))
	require.EqualValues(t, 1, in.id([]byte("a")))
	require.EqualValues(t, 2, in.id([]byte("b")))
	require.EqualValues(t, 1, in.id([]byte("a")))
	require.EqualValues(t, 0, in.find(nil))
	require.Equal(t, []string{"", "a", "b"}, in.names)
}

func TestInternCopiesItsBytes(t *testing.T) {
	in := newIntern()
	b := []byte("abc")
	in.id(b)
	b[0] = 'x'
	require.EqualValues(t, 0, in.find([]byte("abc")))
}

func TestBadEventLeavesTheLogAsItWas(t *testing.T) {
	b := newBuilder(nil)
	b.column("c")
	require.NoError(t, b.add(view("p", "a", "x")))
	require.Error(t, b.add(view("", "new", "y")))
	require.Error(t, b.add(view("q", "", "y")))
	require.Error(t, b.add(view("q\n", "new", "y")))
	e := b.events()
	require.Equal(t, 1, e.Len())
	require.Equal(t, []string{"p"}, e.Persons)
	require.Equal(t, []string{"", "x"}, e.Context[0].Values)
	require.Len(t, b.catalogue, 1)
}

func TestContextColumnAddedLate(t *testing.T) {
	b := newBuilder(nil)
	require.NoError(t, b.add(view("p", "a")))
	b.column("c")
	require.NoError(t, b.add(view("p", "a", "x")))
	require.NoError(t, b.add(view("p", "a")))
	require.Equal(t, []uint16{0, 1, 0}, b.events().Context[0].Cells)
}

func TestTooManyContextValues(t *testing.T) {
	b := newBuilder(nil)
	b.column("c")
	for i := range maxContextValues - 1 {
		require.NoError(t, b.add(view("p", "a", fmt.Sprint(i))))
	}
	require.EqualError(t, b.add(view("p", "a", "one more")), "too many context values: c has more than 65535")
	require.NoError(t, b.add(view("p", "a", "7")), "known values still pass")
	require.NoError(t, b.add(view("p", "a", "")))
	require.Len(t, b.events().Context[0].Values, maxContextValues)
}

func TestTooManyEventTypes(t *testing.T) {
	b := newBuilder(nil)
	e := view("p", "a")
	for i := range maxTypes {
		e.kind = fmt.Appendf(nil, "t%d", i)
		require.NoError(t, b.add(e))
	}
	e.kind = []byte("one more")
	require.EqualError(t, b.add(e), `too many event types: "one more"`)
	require.Len(t, b.events().Types, maxTypes)
}

func TestDetachKeepsIndexes(t *testing.T) {
	b := newBuilder(nil)
	b.column("c")
	require.NoError(t, b.add(view("p", "a", "x")))
	aside := b.detach()
	require.NoError(t, b.add(view("q", "a", "y")))
	second := *b.events()
	b.attach(aside)
	first := b.events()
	require.Equal(t, []string{"p", "q"}, first.Persons)
	require.Equal(t, first.Persons, second.Persons)
	require.Equal(t, []uint32{0}, first.Person)
	require.Equal(t, []uint32{1}, second.Person)
	require.Equal(t, []uint16{1}, first.Context[0].Cells)
	require.Equal(t, []uint16{2}, second.Context[0].Cells)
	require.Equal(t, []string{"", "x", "y"}, second.Context[0].Values)
}

func TestAddItemRefusesTakenIDs(t *testing.T) {
	b := newBuilder(nil)
	require.NoError(t, b.addItem(data.Item{ID: "a"}))
	require.EqualError(t, b.addItem(data.Item{ID: "a"}), `duplicate item id: "a"`)
	require.EqualError(t, b.addItem(data.Item{}), "empty id")
}
