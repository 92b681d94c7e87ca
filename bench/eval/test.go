// This file poses the cases of a split to a ranker and sums up the answers.

package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/hearthrank/hearth/bench/baseline"
)

// Engines under test.
const (
	EngineWasm   = "wasm"   // engine.wasm under wazero
	EngineNative = "native" // the same source in this process
	EngineFloats = "floats" // no engine: the same sum in floating point, its weights not rounded to the pack's codes; of Options only
)

// TestOptions say how a ranker is put to the test. The zero value asks the module for the test cases and computes everything.
type TestOptions struct {
	Engine     string  // EngineWasm (default) or EngineNative
	Validation bool    // pose the validation cases instead
	Bare       bool    // requests carry no context
	Quick      bool    // metrics only: no lists, no intervals, no comparison of engines, no cases in the result
	Check      int     // questions put to both engines and recounted from Rank over the whole catalogue; 0: 50
	Seed       uint64  // of intervals
	Sigmoid    Sigmoid // of log loss, for labelled rows; see Calibrate
	Progress   func(done, total int64)
}

// Figures are what a test gives.
type Figures struct {
	Persons     int                 `json:"persons"`
	Cases       int                 `json:"cases"`            // labelled rows count one each
	Checked     int                 `json:"engines_agree_on"` // cases whose scores of all items were equal in both engines
	Fingerprint string              `json:"fingerprint"`      // of the protocol and the cases posed: only runs with the same are compared
	Metrics     map[string]float64  `json:"metrics"`
	Intervals   map[string]Interval `json:"intervals"`
	PerCase     *PerCase            `json:"per_case,omitempty"`
	PerRow      *PerRow             `json:"per_row,omitempty"`

	outcomes *outcomes
}

// Test evaluates a pack on a split: its test cases, or its validation cases.
func Test(ctx context.Context, s *Split, pack []byte, o TestOptions) (*Figures, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	f, err := test(ctx, s, o, opener(ctx, s.Full, o.Engine, pack))
	if err != nil || o.Quick {
		return f, err
	}
	f.Checked, err = agree(ctx, s, pack, s.questions(o), cmp.Or(o.Check, checked))
	return f, err
}

// TestModel evaluates a reference model as Test does a pack.
func TestModel(ctx context.Context, s *Split, m baseline.Model, o TestOptions) (*Figures, error) {
	return test(ctx, s, o, func() (ranker, error) { return newReference(s.Full, m), nil })
}

// check fills in defaults.
func (o *TestOptions) check() error {
	o.Engine = cmp.Or(o.Engine, EngineWasm)
	if o.Check < 0 {
		return fmt.Errorf("check %d: want 0 or more", o.Check)
	}
	if o.Engine != EngineWasm && o.Engine != EngineNative {
		return fmt.Errorf("engine %q: want %q or %q", o.Engine, EngineWasm, EngineNative)
	}
	return nil
}

func test(ctx context.Context, s *Split, o TestOptions, open func() (ranker, error)) (*Figures, error) {
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	qs := s.questions(o)
	answers, err := pose(ctx, s, qs, open, o.Progress)
	if err != nil {
		return nil, err
	}
	out := &outcomes{split: s, questions: qs, answers: answers, rows: s.rows(o)}
	return out.figures(o), nil
}

// rows returns the labelled rows posed, if any.
func (s *Split) rows(o TestOptions) []Row {
	if o.Validation {
		return s.ValidationRows
	}
	return s.TestRows
}

// questions returns what is asked: a question a case, or one for all rows of a person in one context that stand together.
func (s *Split) questions(o TestOptions) []question {
	cases, top := s.Test, listLength
	if o.Validation {
		cases = s.Validation
	}
	if o.Quick {
		top = 0
	}
	var qs []question
	for i := range cases {
		c := &cases[i]
		qs = append(qs, question{c.Person, c.History, c.Now, c.Targets, c.Repeats, o.Bare, top})
	}
	if s.Protocol == Labelled {
		qs = rowQuestions(s, s.rows(o), o.Bare)
	}
	return qs
}

// mostRows is how many rows one question holds at most; the module explains 1,000 items at once.
const mostRows = 1000

func rowQuestions(s *Split, rows []Row, bare bool) []question {
	var qs []question
	for i := range rows {
		r := &rows[i]
		q := question{person: r.Person, history: r.History, now: r.Now, repeats: true, bare: bare}
		if n := len(qs) - 1; n < 0 || !s.together(&qs[n], &q) {
			qs = append(qs, q)
		}
		last := &qs[len(qs)-1]
		last.items = append(last.items, r.Item)
	}
	return qs
}

// together reports whether one request serves both questions.
func (s *Split) together(a, b *question) bool {
	e := &s.Full.Events
	if a.person != b.person || len(a.items) >= mostRows || !slices.Equal(a.history, b.history) {
		return false
	}
	if a.now == b.now {
		return true
	}
	same := e.Time[a.now] == e.Time[b.now] && e.Offset[a.now] == e.Offset[b.now]
	for i := range e.Context {
		same = same && e.Context[i].Cells[a.now] == e.Context[i].Cells[b.now]
	}
	return same
}

// pose answers all questions on all cores, in their order. One worker takes all questions of a person.
func pose(ctx context.Context, s *Split, qs []question, open func() (ranker, error), progress func(done, total int64)) ([]*answer, error) {
	p := &poser{split: s, questions: qs, answers: make([]*answer, len(qs)), progress: progress}
	for i := range qs {
		if i == 0 || qs[i].person != qs[i-1].person {
			p.starts = append(p.starts, i)
		}
	}
	workers := min(runtime.GOMAXPROCS(0), len(p.starts))
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() { errs[w] = p.work(ctx, open) })
	}
	wait.Wait()
	return p.answers, errors.Join(errs...)
}

// poser is the state that workers share.
type poser struct {
	split      *Split
	questions  []question
	answers    []*answer
	starts     []int // the first question of each person
	next, done atomic.Int64
	progress   func(done, total int64)
}

// work answers the persons that one worker takes.
func (p *poser) work(ctx context.Context, open func() (ranker, error)) error {
	r, err := open()
	if err != nil {
		return err
	}
	for {
		k := int(p.next.Add(1)) - 1
		if k >= len(p.starts) || ctx.Err() != nil {
			return errors.Join(ctx.Err(), r.close(ctx))
		}
		end := len(p.questions)
		if k+1 < len(p.starts) {
			end = p.starts[k+1]
		}
		if err := p.person(ctx, r, p.starts[k], end); err != nil {
			return errors.Join(err, r.close(ctx))
		}
	}
}

// person answers the questions of one person.
func (p *poser) person(ctx context.Context, r ranker, from, to int) (err error) {
	for i := from; i < to && ctx.Err() == nil; i++ {
		if p.answers[i], err = r.ask(ctx, &p.questions[i]); err != nil {
			return fmt.Errorf("person %q: %w", p.split.Full.Events.Persons[p.questions[i].person], err)
		}
		if done := p.done.Add(1); done%256 == 1 {
			p.progress(done, int64(len(p.questions)))
		}
	}
	return nil
}
