package train

// This file computes the features of a question: for every item, what each weight of the settings is multiplied by. It is the engine's sum
// before weighting, quantising and cutting.

import (
	"cmp"
	"math"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
	"github.com/hearthrank/hearth/host/train/lambdarank"
)

// Question is a moment of a person's history and what came next. Rows are of the full set, oldest first.
type Question struct {
	History []int32
	Now     int32   // the row with the request's time and context
	Targets []int32 // items of the set; data.NoItem is never found
	Repeats bool    // items of the history stay eligible
	Person  uint32
}

// Row is one labelled row: whether Item was right at Now.
type Row struct {
	Question
	Item  int32
	Label bool
}

// extractor computes features from the statistics of a training set. It is safe for concurrent use with one page a worker.
type extractor struct {
	full    *data.Set
	c       *counts
	ev      *evidence
	layout  layout
	vectors [][]cell // attributes by pack item
	holders [][]cell // by attribute: the items
	popular [][]float64
	lifts   []map[string][]cell // by context feature: value → lifts of weight 1
	columns []data.Column       // of the full set, by context feature
	base    []float64           // by event type: weight
	half    []float64           // by event type: half-life in ms, 0 none
	s       Settings
	mask    []float64 // by feature: 0 for those to be left out
}

func newExtractor(full *data.Set, c *counts, ev *evidence, s Settings) *extractor {
	x := &extractor{full: full, c: c, ev: ev, s: s, popular: popularity(c)}
	a := buildAttributes(c)
	x.vectors = a.rows
	x.holders = make([][]cell, len(a.values))
	for i, row := range a.rows {
		for _, v := range row {
			x.holders[v.col] = append(x.holders[v.col], cell{uint32(i), v.weight})
		}
	}
	every := s
	every.Context = map[string]float64{"": 1}
	f := buildFeatures(c, every)
	x.layout = newLayout(f.list)
	x.mask = x.layout.mask(nil)
	at := 0
	for _, feature := range f.list {
		lifts := map[string][]cell{}
		for _, v := range feature.Values {
			lifts[v] = f.rows[at]
			at++
		}
		x.lifts = append(x.lifts, lifts)
		x.columns = append(x.columns, columnOf(&full.Events, feature.Name))
	}
	for _, name := range full.Events.Types {
		t := c.cfg.Events[name]
		x.base = append(x.base, t.Weight)
		half := 0.0
		if full.Clock != data.ClockSynthetic {
			half = float64(t.HalfLife.Milliseconds())
		}
		x.half = append(x.half, half)
	}
	return x
}

// columnOf returns a context column of a set, or the one derived from its times.
func columnOf(e *data.Events, name string) data.Column {
	if col := e.Column(name); col != nil {
		return *col
	}
	for _, col := range clockColumns(e) {
		if col.Name == name {
			return col
		}
	}
	return data.Column{Name: name, Values: []string{""}, Cells: make([]uint16, e.Len())}
}

// value returns the value of a context feature at a row, "" for none.
func (x *extractor) value(feature int, row int32) string {
	col := &x.columns[feature]
	return col.Values[col.Cells[row]]
}

// page is the scratch space of one worker.
type page struct {
	x       *extractor
	item    []float32    // reaches × kinds, item after item
	touched []int32      // items with anything in item
	mark    []bool       // by item: in touched
	attr    [4][]float32 // by reach and item
	own     map[int32]*ownUse
	score   []float32
	prior   []float32 // weighted popularity, of the present weights
}

// ownUse is what a person did with one item.
type ownUse struct {
	places [6]float32
	uses   int
	under  []int // by context feature: uses under the request's value
}

func (x *extractor) page() *page {
	n := len(x.c.order)
	p := &page{x: x, item: make([]float32, n*x.ev.kinds*len(reachDecay)), mark: make([]bool, n), score: make([]float32, n), own: map[int32]*ownUse{}}
	for r := range p.attr {
		p.attr[r] = make([]float32, n)
	}
	return p
}

// weigh sets the weights that Pick ranks by.
func (p *page) weigh(w []float64) {
	p.prior = make([]float32, len(p.score))
	for k := range p.x.popular {
		for i, v := range p.x.popular[k] {
			p.prior[i] += float32(w[p.x.layout.popularity+k] * v)
		}
	}
}

// read fills the page with a question's history and moment.
func (p *page) read(q *Question) {
	p.wipe()
	k, places := 0, [2]int{} // of events for their items, and against
	now := p.x.full.Events.Time[q.Now]
	for h := len(q.History) - 1; h >= 0 && k < maxHistory; h-- {
		row := q.History[h]
		i, base := p.x.past(row, now)
		if i < 0 || base == 0 {
			continue
		}
		place := &places[0]
		if base < 0 {
			place = &places[1]
		}
		p.hear(i, *place, float32(base))
		p.use(i, *place, row, q.Now, float32(base))
		*place++
		k++
	}
}

// past returns the pack item and the base weight of a history row; -1 when it is no evidence.
func (x *extractor) past(row int32, now int64) (item int32, base float64) {
	e := &x.full.Events
	if e.Item[row] < 0 {
		return -1, 0
	}
	t := e.Type[row]
	base = x.base[t]
	if x.half[t] > 0 {
		base *= math.Exp2(-max(0, float64(now-e.Time[row])) / x.half[t])
	}
	if e.Types[t] == ratingType && x.c.cfg.MinRating != 0 && e.Value[row] < float32(x.c.cfg.MinRating) {
		base = -base
	}
	return x.c.index[e.Item[row]], base
}

// hear adds the item-to-item and attribute evidence of the event at place k.
func (p *page) hear(i int32, k int, base float32) {
	kinds, ev := p.x.ev.kinds, p.x.ev
	width := kinds * len(reachDecay)
	for r := range reachDecay {
		rho := base * float32(reachAt(r, k))
		if max(rho, -rho) < 1e-4 {
			continue
		}
		for c, j := range ev.cols[i] {
			if !p.mark[j] {
				p.mark[j] = true
				p.touched = append(p.touched, int32(j))
			}
			to := p.item[int(j)*width+r*kinds:][:kinds]
			for g, v := range ev.values[i][c*kinds:][:kinds] {
				to[g] += rho * v
			}
		}
		for _, v := range p.x.vectors[i] {
			if v.weight == 0 {
				continue
			}
			for _, h := range p.x.holders[v.col] {
				p.attr[r][h.col] += rho * float32(v.weight*h.weight)
			}
		}
	}
}

// use notes the event as one on its own item.
func (p *page) use(i int32, k int, row, now int32, base float32) {
	u := p.own[i]
	if u == nil {
		u = &ownUse{under: make([]int, len(p.x.columns))}
		p.own[i] = u
	}
	for place := range u.places {
		u.places[place] += base * float32(placeAt(place, k))
	}
	if base <= 0 {
		return
	}
	u.uses++
	for f := range p.x.columns {
		if v := p.x.value(f, now); v != "" && v == p.x.value(f, row) {
			u.under[f]++
		}
	}
}

func (p *page) wipe() {
	width := p.x.ev.kinds * len(reachDecay)
	for _, i := range p.touched {
		clear(p.item[int(i)*width:][:width])
		p.mark[i] = false
	}
	p.touched = p.touched[:0]
	for r := range p.attr {
		clear(p.attr[r])
	}
	clear(p.own)
}

// features fills in what each weight is multiplied by for an item; dst has stride between features.
func (p *page) features(i int32, now int32, dst []float32, at, stride int) {
	l, width := &p.x.layout, p.x.ev.kinds*len(reachDecay)
	set := func(f int, v float32) { dst[f*stride+at] = v * float32(p.x.mask[f]) }
	if p.mark[i] {
		for f, v := range p.item[int(i)*width:][:width] {
			set(f, v)
		}
	}
	for r := range p.attr {
		set(l.attribute+r, p.attr[r][i])
	}
	for k := range p.x.popular {
		set(l.popularity+k, float32(p.x.popular[k][i]))
	}
	set(l.freshness, p.x.fresh(i, now))
	for f := range p.x.columns {
		if lifts, ok := p.x.lifts[f][p.x.value(f, now)]; ok {
			set(l.context+3*f, liftOf(lifts, uint32(i)))
		}
	}
	if u := p.own[i]; u != nil {
		p.ownFeatures(u, set)
	}
}

func (p *page) ownFeatures(u *ownUse, set func(f int, v float32)) {
	l := &p.x.layout
	for k, v := range u.places {
		set(l.ret+k, v)
	}
	for k, step := range usedSteps {
		set(l.used+k, float32(oneIf(u.uses >= step)))
	}
	for f, m := range u.under {
		if m > 0 {
			set(l.context+3*f+1, 1)
			set(l.context+3*f+2, float32(math.Log1p(float64(min(m, habitMost)))))
		}
	}
}

func liftOf(lifts []cell, i uint32) float32 {
	k, ok := slices.BinarySearchFunc(lifts, i, func(c cell, i uint32) int { return cmp.Compare(c.col, i) })
	if !ok {
		return 0
	}
	return float32(lifts[k].weight)
}

// fresh returns 2^(−age/half) of an item, 0 when its date is unknown.
func (x *extractor) fresh(i, now int32) float32 {
	it := &x.full.Items[x.c.order[i]]
	if it.Published.IsZero() {
		return 0
	}
	const day = 24 * 60 * 60 * 1000
	age := max(0, math.Floor((float64(x.full.Events.Time[now])+60_000*float64(x.full.Events.Offset[now]))/day)-math.Floor(float64(it.Published.UnixMilli())/day))
	return float32(math.Exp2(-age / x.s.FreshHalfDay))
}

// rank fills in the score of every item under weights; the popularity is the one of weigh.
func (p *page) rank(w []float64, now int32) {
	l, width := &p.x.layout, p.x.ev.kinds*len(reachDecay)
	copy(p.score, p.prior)
	for _, i := range p.touched {
		s := 0.0
		for f, v := range p.item[int(i)*width:][:width] {
			s += w[f] * float64(v)
		}
		p.score[i] += float32(s)
	}
	for r := range p.attr {
		if a := float32(w[l.attribute+r]); a != 0 {
			for i, v := range p.attr[r] {
				p.score[i] += a * v
			}
		}
	}
	for f := range p.x.columns {
		if a := w[l.context+3*f]; a != 0 {
			for _, c := range p.x.lifts[f][p.x.value(f, now)] {
				p.score[c.col] += float32(a * c.weight)
			}
		}
	}
	for i, u := range p.own {
		p.ownFeatures(u, func(f int, v float32) { p.score[i] += float32(w[f]) * v })
	}
	if a := w[l.freshness]; a != 0 {
		for i := range p.score {
			p.score[i] += float32(a) * p.x.fresh(int32(i), now)
		}
	}
}

// list returns the question as a list of the targets found and the most best other items under weights. A target below all of those
// counts as missed, so that a list holds nothing but the head of a ranking.
func (p *page) list(q *Question, w []float64, most int) lambdarank.List {
	p.read(q)
	p.rank(w, q.Now)
	hidden := func(i int32) bool { return !q.Repeats && p.own[i] != nil }
	wanted := map[int32]bool{}
	for _, t := range q.Targets {
		if t != data.NoItem {
			wanted[p.x.c.index[t]] = true
		}
	}
	others := p.head(most, func(i int32) bool { return hidden(i) || wanted[i] || !p.x.full.Items[p.x.c.order[i]].Available })
	floor := float32(math.Inf(-1))
	if len(others) > 0 {
		floor = p.score[others[len(others)-1]]
	}
	var found []int32
	for _, t := range q.Targets {
		if t != data.NoItem && p.score[p.x.c.index[t]] >= floor && !hidden(p.x.c.index[t]) {
			found = append(found, p.x.c.index[t])
		}
	}
	out := lambdarank.List{Targets: len(found), Missed: len(q.Targets) - len(found)}
	if len(found) == 0 {
		return out // nothing to learn from, but it counts as missed
	}
	all := append(found, others...)
	out.N = len(all)
	out.X = make([]float32, p.x.layout.size*out.N)
	for k, i := range all {
		p.features(i, q.Now, out.X, k, out.N)
	}
	return out
}

// head returns the items of the highest scores, the highest first, those to skip left out.
func (p *page) head(most int, skip func(i int32) bool) []int32 {
	var best []int32
	floor := float32(math.Inf(-1))
	byScore := func(a, b int32) int { return cmp.Or(cmp.Compare(p.score[b], p.score[a]), cmp.Compare(a, b)) }
	for i, s := range p.score {
		if s > floor && !skip(int32(i)) {
			if best = append(best, int32(i)); len(best) == 4*most {
				slices.SortFunc(best, byScore)
				best = best[:most]
				floor = p.score[best[most-1]]
			}
		}
	}
	slices.SortFunc(best, byScore)
	return best[:min(most, len(best))]
}
