package consent

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

const day = event.Day

// TestBuiltinIsForever pins the released purpose: a text that changes needs a new version, not an edit.
func TestBuiltinIsForever(t *testing.T) {
	require.Equal(t, []Purpose{{
		ID: "rank", Version: 1, Stage: StageRank,
		Text: "Remember on this device what I look at, and use it to put what fits me first.",
	}}, builtin)
	require.NoError(t, builtin[0].Validate("builtin"))
}

// TestNames pins what stands in exports, snapshots and configs: a name's place is its number.
func TestNames(t *testing.T) {
	require.Equal(t, []string{"undecided", "granted", "denied", "withdrawn", "lapsed"}, names[State](States))
	require.Equal(t, []string{"banner", "settings", "signal", "lapse", "pack", "host"}, names[Act](Acts))
	require.Equal(t, []string{"grant", "deny", "withdraw", "lapse", "signal on", "signal off"}, names[Deed](Deeds))
	require.Equal(t, []string{"rank", "learn", "report", "federate", "fairness"}, names[Stage](Stages))
	for i, name := range names[Stage](Stages) {
		s, ok := StageNamed(name)
		require.True(t, ok)
		require.EqualValues(t, i, s)
	}
	for _, name := range []string{"", "Rank", "ranks", "ran", "all"} {
		_, ok := StageNamed(name)
		require.False(t, ok, name)
	}
}

func names[T interface {
	~uint8
	String() string
}](n int) (all []string) {
	for i := range n {
		all = append(all, T(i).String())
	}
	return all
}

// purpose returns a valid purpose for ranking.
func purpose(id string) Purpose {
	return Purpose{ID: id, Version: 1, Text: "About " + id + "."}
}

// purposes returns a valid purpose for ranking for each id.
func purposes(ids ...string) (all []Purpose) {
	for _, id := range ids {
		all = append(all, purpose(id))
	}
	return all
}

// many returns n purposes.
func many(n int) (all []Purpose) {
	for i := range n {
		all = append(all, purpose("p"+strconv.Itoa(i)))
	}
	return all
}

// clone copies purposes and all that they hold.
func clone(all []Purpose) []Purpose {
	all = slices.Clone(all)
	for i := range all {
		all[i].Limits, all[i].Sensitive = slices.Clone(all[i].Limits), slices.Clone(all[i].Sensitive)
	}
	return all
}

// kindNames are kinds of sensitivity that packs of these tests have.
var kindNames = []string{"health", "faith", "politics"}

// genPurpose draws a valid purpose. Its text follows from id and version.
func genPurpose(t *rapid.T, id string) Purpose {
	p := Purpose{ID: id, Version: rapid.Uint32Range(1, 2).Draw(t, "version"), Stage: Stage(rapid.IntRange(0, Stages-1).Draw(t, "stage"))}
	p.Text = id + " " + strconv.Itoa(int(p.Version))
	if rapid.Bool().Draw(t, "some categories") {
		p.Categories = rapid.Uint32Range(1, 1<<event.Categories-1).Draw(t, "categories")
	}
	days := rapid.SampledFrom([]int32{0, 0, 1, 2, 30, MaxDays})
	p.Days = days.Draw(t, "days")
	if rapid.Bool().Draw(t, "limited") {
		p.Limits = rapid.SliceOfN(days, event.Categories, event.Categories).Draw(t, "limits")
	}
	if rapid.IntRange(0, 2).Draw(t, "sensitive") == 0 {
		p.Sensitive = rapid.SliceOfNDistinct(rapid.SampledFrom(kindNames), 1, -1, rapid.ID[string]).Draw(t, "kinds")
	}
	return p
}

// genPurposes draws at most most purposes whose ids are distinct; the ids are few, so that they recur.
func genPurposes(t *rapid.T, least, most int) (all []Purpose) {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c.1", "d-2", "e_3"}), least, most, rapid.ID[string]).Draw(t, "ids")
	for _, id := range ids {
		all = append(all, genPurpose(t, id))
	}
	return all
}

// settled gives each purpose the stage, categories, retention and kinds that follow from its id and version, as its text does: a version stands for all of it.
func settled(all []Purpose) []Purpose {
	for i := range all {
		h := hash.Text(all[i].Text)
		p := Purpose{ID: all[i].ID, Version: all[i].Version, Text: all[i].Text, Stage: Stage(h % uint64(Stages)), Days: []int32{0, 0, 1, 2, 30, MaxDays}[h>>8%6]}
		if h>>16&1 == 1 {
			p.Categories = 1 + uint32(h>>20%(1<<event.Categories-1))
		}
		if h>>17&1 == 1 {
			p.Limits = make([]int32, event.Categories)
			p.Limits[h>>40%uint64(event.Categories)] = 2
		}
		if h>>18&3 == 3 {
			p.Sensitive = kindNames[:1+h>>50%3]
		}
		all[i] = p
	}
	return all
}

// declared returns a book with purposes declared.
func declared(t require.TestingT, all ...Purpose) *Book {
	b := &Book{}
	gone, err := b.Declare(all, 0, 0)
	require.NoError(t, err)
	require.Zero(t, gone)
	return b
}

// set returns the bits of ids.
func (b *Book) set(t require.TestingT, ids ...string) Set {
	s, err := b.Parse(ids, "ids")
	require.NoError(t, err)
	return s
}

// stateOf returns where the purpose of an id stands.
func (b *Book) stateOf(t require.TestingT, id string) Status {
	for _, s := range b.Status(0) {
		if s.Purpose.ID == id {
			return s
		}
	}
	require.Fail(t, "not declared: "+id)
	return Status{}
}

// entry returns the line of the ledger on a purpose.
func entry(p Purpose, deed Deed, act Act, time int64) Entry {
	return Entry{Time: time, ID: p.ID, Version: p.Version, Text: textHash(&p), Deed: deed, Act: act}
}

// readBook reads a book that fills all of b.
func readBook(b []byte) (Book, Set, *fault.Error) {
	r := &wire.Reader{B: b, Section: "book"}
	book, known := ReadBook(r)
	r.End()
	return book, known, r.Err
}
