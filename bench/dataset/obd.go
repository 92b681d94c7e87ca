package dataset

// This file reads one campaign of the Open Bandit Dataset under one policy.

import (
	"io"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/hearthrank/hearth/host/train/data"
)

var campaigns = []string{"all", "men", "women"}

// loadOBD reads a folder POLICY/CAMPAIGN with CAMPAIGN.csv (all, men or women) and item_context.csv. A row is
// an event of type "impression" whose value is the propensity, the probability that the policy logged for
// this item at this position, and, if it was clicked, one more of type "click" at the same time. Context
// columns are position (1 left, 2 centre, 3 right), policy ("random" or "bts", the folder's name) and
// user_feature_0 to 3. The log names no persons, so each row is a person of its own, named by its line.
// Item features 1 to 3 become attributes of their names; affinities and the numeric feature 0 are left out.
func loadOBD(l *loader, dir string) (*data.Set, error) {
	log, err := campaignFile(dir)
	if err != nil {
		return nil, err
	}
	items, err := need(dir, "item_context.csv")
	if err != nil {
		return nil, err
	}
	l.expect(items, log)
	l.log.closed = true
	if err := l.read(items, l.banditItems); err != nil {
		return nil, err
	}
	l.clock = newClock(unitRFC3339, l.opt.Timezone)
	d := newBandit(l, policyOf(dir))
	if err := l.read(log, d.read); err != nil {
		return nil, err
	}
	l.clock.account(l)
	return l.finish(l.clock.kind()), nil
}

func campaignFile(dir string) (string, error) {
	var names []string
	for _, c := range campaigns {
		path, err := find(dir, c+".csv")
		if err != nil || path != "" {
			return path, err
		}
		names = append(names, c+".csv")
	}
	return "", missing(dir, names...)
}

// policyOf returns the name of the folder above the campaign's.
func policyOf(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Base(filepath.Dir(dir))
}

var banditItemFeatures = []string{"item_feature_1", "item_feature_2", "item_feature_3"}

func (l *loader) banditItems(file string, r io.Reader) error {
	t := newTable(',')
	var at []int
	_, err := l.eachRecord(file, r, t, func() (err error) {
		at, err = t.need(slices.Concat([]string{"item_id"}, banditItemFeatures)...)
		return err
	}, func(_ int, f [][]byte) error {
		it := bareItem(f[at[0]])
		it.Attributes = map[string][]string{}
		for i, name := range banditItemFeatures {
			if v := f[at[i+1]]; len(v) > 0 {
				it.Attributes[name] = []string{string(v)}
			}
		}
		return l.log.addItem(it)
	})
	return err
}

// bandit reads the log of one policy.
type bandit struct {
	l      *loader
	t      *table
	at     []int // the columns of banditColumns
	policy []byte
	person []byte
}

var banditColumns = []string{
	"timestamp", "item_id", "click", "propensity_score",
	"position", "user_feature_0", "user_feature_1", "user_feature_2", "user_feature_3",
}

// firstContext is where the context begins in banditColumns; the policy comes after it.
const firstContext = 4

func newBandit(l *loader, policy string) *bandit {
	for _, name := range banditColumns[firstContext:] {
		l.log.column(name)
	}
	l.log.column("policy")
	return &bandit{l: l, t: newTable(','), policy: []byte(policy)}
}

func (d *bandit) read(file string, r io.Reader) error {
	rows, err := d.l.eachRecord(file, r, d.t, d.header, d.row)
	d.l.sum.Rows += rows
	return err
}

func (d *bandit) header() error {
	names := slices.Clone(banditColumns)
	if d.t.find("propensity_score") < 0 {
		names[3] = "action_prob" // what the set's README calls it
	}
	var err error
	d.at, err = d.t.need(names...)
	return err
}

func (d *bandit) row(n int, f [][]byte) (err error) {
	d.person = strconv.AppendInt(d.person[:0], int64(n), 10)
	e := event{person: d.person, item: f[d.at[1]], kind: []byte("impression")}
	if e.moment, err = d.l.clock.parse(f[d.at[0]], n); err != nil {
		return err
	}
	clicked := string(f[d.at[2]])
	if clicked != "0" && clicked != "1" {
		return badf("click is not 0 or 1", "%q", clicked)
	}
	if e.value, err = parseValue(f[d.at[3]]); err != nil {
		return err
	}
	if !(e.value > 0 && e.value <= 1) {
		return badf("propensity is not above 0 and at most 1", "%q", f[d.at[3]])
	}
	for _, c := range d.at[firstContext:] {
		e.context = append(e.context, f[c])
	}
	e.context = append(e.context, d.policy)
	if err := d.l.log.add(&e); err != nil || clicked == "0" {
		return err
	}
	e.kind, e.value = []byte("click"), noValue
	return d.l.log.add(&e)
}
