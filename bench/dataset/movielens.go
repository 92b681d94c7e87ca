package dataset

// This file reads MovieLens in two forms.

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/host/train/data"
)

// loadMovieLens reads a folder with movies.csv and ratings.csv (GroupLens, ml-latest-small and its larger
// sisters) or with one *.item and one *.inter (RecBole's typed, tab-separated form). Ratings become events of
// type "rating" with the stars as value, genres categories, and the year of a film the attribute "year".
func loadMovieLens(l *loader, dir string) (*data.Set, error) {
	f, err := movieFiles(dir)
	if err != nil {
		return nil, err
	}
	l.expect(f.items, f.ratings)
	l.log.closed = true
	err = l.read(f.items, func(name string, r io.Reader) error {
		return l.movies(name, r, f)
	})
	if err != nil {
		return nil, err
	}
	l.clock = newClock(unitSeconds, l.opt.Timezone)
	err = l.read(f.ratings, func(name string, r io.Reader) error {
		return l.ratings(name, r, f)
	})
	if err != nil {
		return nil, err
	}
	l.clock.account(l)
	return l.finish(l.clock.kind()), nil
}

// movieForm says where a form of MovieLens keeps what.
type movieForm struct {
	items, ratings string // paths
	sep            byte
	itemColumns    []string // id, title, genres, and, if it has one of its own, year
	ratingColumns  []string // person, item, rating, time
	genreSep       string
}

func movieFiles(dir string) (movieForm, error) {
	f := movieForm{
		sep: ',', genreSep: "|",
		itemColumns:   []string{"movieId", "title", "genres"},
		ratingColumns: []string{"userId", "movieId", "rating", "timestamp"},
	}
	var err error
	if f.items, err = find(dir, "movies.csv"); err == nil && f.items == "" {
		return typedFiles(dir)
	}
	if err == nil {
		f.ratings, err = need(dir, "ratings.csv")
	}
	return f, err
}

// typedGenre is what RecBole calls the column of genres in its larger sets of MovieLens; in ml-100k it is "class".
const typedGenre = "genre:token_seq"

func typedFiles(dir string) (movieForm, error) {
	f := movieForm{
		sep: '\t', genreSep: " ",
		itemColumns:   []string{"item_id:token", "movie_title:token_seq", "class:token_seq", "release_year:token"},
		ratingColumns: []string{"user_id:token", "item_id:token", "rating:float", "timestamp:float"},
	}
	var err error
	if f.items, err = onlyOne(dir, "*.item"); err == nil {
		f.ratings, err = onlyOne(dir, "*.inter")
	}
	return f, err
}

// onlyOne returns the one file of a folder, plain or packed, that fits a pattern.
func onlyOne(dir, pattern string) (string, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%s: no such folder", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var found []string
	for _, e := range entries {
		plain := strings.TrimSuffix(strings.TrimSuffix(e.Name(), ".gz"), ".zst")
		if ok, _ := filepath.Match(pattern, plain); ok {
			found = append(found, filepath.Join(dir, e.Name()))
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%s: want movies.csv and ratings.csv, or one *.item and one *.inter; found %d %s",
			dir, len(found), pattern)
	}
	return found[0], nil
}

var titleYear = regexp.MustCompile(`\((\d{4})\)\s*$`)
var fourDigits = regexp.MustCompile(`^\d{4}$`)

func (l *loader) movies(file string, r io.Reader, form movieForm) error {
	t := newTable(form.sep)
	var at []int
	_, err := l.eachRecord(file, r, t, func() (err error) {
		names := slices.Clone(form.itemColumns)
		if t.find(names[2]) < 0 && t.find(typedGenre) >= 0 {
			names[2] = typedGenre
		}
		at, err = t.need(names...)
		return err
	}, func(_ int, f [][]byte) error {
		it := bareItem(f[at[0]])
		it.Title = string(f[at[1]])
		year := ""
		if m := titleYear.FindStringSubmatch(it.Title); m != nil {
			year = m[1]
		} else if len(at) > 3 && fourDigits.Match(f[at[3]]) {
			year = string(f[at[3]])
		}
		it.Attributes = movieAttributes(strings.Split(string(f[at[2]]), form.genreSep), year)
		return l.log.addItem(it)
	})
	return err
}

func movieAttributes(genres []string, year string) map[string][]string {
	a := map[string][]string{}
	for _, g := range genres {
		if g != "" && g != "(no genres listed)" {
			a["category"] = append(a["category"], g)
		}
	}
	if year != "" {
		a["year"] = []string{year}
	}
	return a
}

func (l *loader) ratings(file string, r io.Reader, form movieForm) error {
	t := newTable(form.sep)
	e := event{kind: []byte("rating")}
	var at []int
	rows, err := l.eachRecord(file, r, t, func() (err error) {
		at, err = t.need(form.ratingColumns...)
		return err
	}, func(n int, f [][]byte) (err error) {
		e.person, e.item = f[at[0]], f[at[1]]
		if e.value, err = parseValue(f[at[2]]); err != nil {
			return err
		}
		if e.moment, err = l.clock.parse(f[at[3]], n); err != nil {
			return err
		}
		return l.log.add(&e)
	})
	l.sum.Rows += rows
	return err
}
