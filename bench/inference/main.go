// Command inference asks what a hidden trait of persons can be told from: a logistic probe looks at slates and profiles of generated persons,
// on the engine compiled into this process. In (A) the trait acts through sensitive items; in (B) also through proxies, items that nobody
// flagged, over a range of strengths, before and after what "hearth train --proxies" lists is approved. It prints Markdown tables and, with
// -chart, draws the curve of (B) (SVG).
//
// It shows what it measures and no more: a linear probe, with the features of observe.go, on persons whose ordinary behaviour is independent of the
// trait. A firewall on items cannot hide what the trait does to ordinary behaviour: where sensitive views take the place of ordinary ones,
// how little is left of these tells (the last row of (A)). The approval of (B) takes the list as it is, as if the reviewer said yes to all.
//
//	go run ./bench/inference -persons 20000 -chart docs/inference.svg
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
)

func main() {
	persons := flag.Int("persons", 20_000, "persons that are inferred about")
	site := flag.Int("site", 10_000, "other persons, whose log packs are trained on and proxies are found in")
	seed := flag.Uint64("seed", 1, "seed of all that is random")
	chart := flag.String("chart", "", "file for the chart (SVG)")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *persons, *site, *seed, *chart); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, persons, site int, seed uint64, chart string) error {
	b, err := newBase(persons, site, seed)
	if err != nil {
		return err
	}
	a, err := trialA(ctx, b)
	if err != nil {
		return err
	}
	if err := tableA(out, b, a); err != nil {
		return err
	}
	var rows []rowB
	for _, strength := range strengths {
		row, err := trialB(ctx, b, strength)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if err := tableB(out, b, rows); err != nil || chart == "" {
		return err
	}
	return drawChart(chart, persons, rows)
}

func tableA(out io.Writer, b *base, rows []rowA) error {
	_, err := fmt.Fprintf(out, "(A) The trait acts through sensitive items: %d generated persons, packs from %d others\n\n| device | AUC | 95 %% interval |\n|---|---|---|\n",
		b.persons, len(b.trait)-b.persons)
	for _, r := range rows {
		if err == nil {
			_, err = fmt.Fprintf(out, "| %s | %s |\n", r.name, r.estimate)
		}
	}
	return err
}

func tableB(out io.Writer, b *base, rows []rowB) error {
	_, err := fmt.Fprintf(out, "\n(B) It also acts through %d unflagged proxies; firewall in every column\n\n"+
		"| strength | flagged alone | 95 %% interval | listed (true) | listed approved | 95 %% interval | all true proxies flagged | 95 %% interval |\n|---|---|---|---|---|---|---|---|\n",
		len(b.proxies))
	for _, r := range rows {
		if err == nil {
			_, err = fmt.Fprintf(out, "| %g | %s | %d (%d) | %s | %s |\n", r.strength, r.before, r.listed, r.right, r.after, r.all)
		}
	}
	return err
}
