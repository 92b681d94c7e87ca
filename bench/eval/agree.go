// This file checks, in every run, that native and module say the same, and that standings are what a recount of Rank gives.

package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// checked is how many questions are put to both engines in every run, unless more are wanted.
const checked = 50

// agree puts a sample of most questions, evenly spread, to both engines. It fails when a score, a standing or a list differs, when Rank over
// the whole catalogue gives another score or order, or when a standing is not what counting in that ranking gives.
func agree(ctx context.Context, s *Split, b []byte, qs []question, most int) (count int, err error) {
	n, err := newNative(s.Full, b)
	if err != nil {
		return 0, err
	}
	w, err := newModule(ctx, s.Full, b)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, w.close(ctx)) }()
	step := max(1, len(qs)/most)
	for i := 0; i < len(qs) && count < most; i += step {
		if err := agreeOn(ctx, s.Full, n, w, &qs[i]); err != nil {
			return count, fmt.Errorf("person %q: %w", s.Full.Events.Persons[qs[i].person], err)
		}
		count++
	}
	return count, nil
}

func agreeOn(ctx context.Context, set *data.Set, n *native, w *module, q *question) error {
	here, err1 := n.ask(ctx, q)
	there, err2 := w.ask(ctx, q)
	all, err3 := n.rank(ctx, q)
	again, err4 := w.rank(ctx, q)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	if !slices.Equal(here.places, there.places) || !slices.Equal(here.scores, there.scores) || !slices.Equal(here.top, there.top) {
		return fmt.Errorf("native answers %v %v %v, wasm %v %v %v", here.places, here.scores, here.top, there.places, there.scores, there.top)
	}
	if !slices.Equal(all, again) {
		return errors.New("Rank over the whole catalogue differs between native and wasm")
	}
	return recount(set, q, here, all)
}

// recount compares an answer with the whole catalogue in order: an item's standing is counted from scores, not from places.
func recount(set *data.Set, q *question, a *answer, all []placed) error {
	for k, i := range q.items {
		if i == data.NoItem {
			continue
		}
		want := Standing{Eligible: int32(len(all)), Missing: true}
		for _, x := range all {
			switch {
			case x.id == set.Items[i].ID:
				want.Missing = float64(x.score) != a.scores[k]
			case float64(x.score) > a.scores[k]:
				want.Above++
			case float64(x.score) == a.scores[k]:
				want.Tied++
			}
		}
		if want != a.places[k] {
			return fmt.Errorf("item %q stands at %+v, a recount of Rank says %+v", set.Items[i].ID, a.places[k], want)
		}
	}
	for k := range a.top {
		if all[k].id != set.Items[a.top[k]].ID {
			return fmt.Errorf("place %d of the list is %q, of Rank %q", k+1, set.Items[a.top[k]].ID, all[k].id)
		}
	}
	return nil
}
