// Package dataset opens the data sets that Hearth trains on and is measured with, from their own files,
// as a data.Set. A data set is named by a spec, PREFIX:REST:
//
//	csv:DIR          the own format: items.jsonl and events.csv or events.jsonl
//	movielens:DIR    MovieLens, ml-latest-small (movies.csv, ratings.csv) or typed ml-100k (*.item, *.inter)
//	s3rec:PREFIX     S3-Rec's PREFIX.txt and, when there, PREFIX_item2attributes.json
//	sessions:DIR     train.txt and valid.txt of Serenade, or train.txt and test.txt of SR-GNN's yoochoose
//	libfm:DIR        Frappe in libFM lines
//	obd:DIR          one campaign of the Open Bandit Dataset
//	sample:          a generated shop; sample:persons=2000,items=400,days=365,sessions=8,seed=1 sets its size
package dataset

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// Options says how to read a data set. The zero value guesses the time unit, takes times without an offset
// as UTC, accepts every event type and counts bad rows instead of stopping.
type Options struct {
	// TimeUnit of the own format: "rfc3339", "s" or "ms" (Unix seconds, milliseconds); "" or "auto" guesses
	// by magnitude. Other formats have one unit, which their loaders know.
	TimeUnit string
	// Timezone gives the UTC offset of rows that carry none; nil means UTC, and a note in the summary.
	Timezone *time.Location
	// Strict makes the first bad row, unknown column or duplicate id an error.
	Strict bool
	// Types are the known event types of the own format; rows of another are bad. Nil accepts any.
	Types []string
	// NoItemTypes are the event types whose rows may name no item; nil means only "search".
	NoItemTypes []string
	// Progress, when not nil, is called now and then, and at the end, with the bytes read of the files' total.
	Progress func(done, total int64)
}

// validate returns an error for a time unit that does not exist.
func (o Options) validate() error {
	units := []string{"", unitAuto, unitRFC3339, unitSeconds, unitMillis}
	if !slices.Contains(units, o.TimeUnit) {
		return fmt.Errorf("time unit %q: want auto, rfc3339, s or ms", o.TimeUnit)
	}
	return nil
}

var loaders = map[string]func(l *loader, rest string) (*data.Set, error){
	"csv":       loadOwn,
	"movielens": loadMovieLens,
	"s3rec":     loadS3Rec,
	"sessions":  loadSessions,
	"libfm":     loadLibFM,
	"obd":       loadOBD,
	"sample":    loadSample,
}

// Prefixes returns the names of the loaders in alphabetical order.
func Prefixes() []string { return slices.Sorted(maps.Keys(loaders)) }

// Open loads the data set that spec names. Events come sorted by person, time and order in the source.
// Bad rows are counted in the set's Summary, or, with Strict, the first is the error, with file, line and reason.
// A missing or unreadable file, a header without a needed column and time units mixed in a file are always errors.
func Open(spec string, opt Options) (*data.Set, error) {
	set, err := open(spec, opt)
	if err != nil {
		return nil, fmt.Errorf("data %q: %w", spec, err)
	}
	return set, nil
}

func open(spec string, opt Options) (*data.Set, error) {
	prefix, rest, found := strings.Cut(spec, ":")
	load := loaders[prefix]
	if !found || load == nil {
		return nil, fmt.Errorf("want PREFIX:REST, with PREFIX one of %s", strings.Join(Prefixes(), ", "))
	}
	if rest == "" && prefix != "sample" {
		return nil, errors.New("no path after the colon")
	}
	if err := opt.validate(); err != nil {
		return nil, err
	}
	return load(newLoader(spec, opt), rest)
}
