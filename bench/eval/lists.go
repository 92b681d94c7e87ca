// This file is the metrics of the lists themselves, whatever the right answers.

package eval

import (
	"math"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// listLength is how many items a list has.
const listLength = 10

// listMetrics are, over one list of up to 10 a case, for the items of the catalogue that are available:
//
//	coverage@10  = the share of items that are on any list
//	novelty@10   = mean over places of −log2((n+1)/(N+1)), n of the N persons of the training part having the item
//	               (self-information; Zhou et al., PNAS 2010)
//	diversity@10 = mean over lists of the mean over pairs of 1 − |A∩B|/|A∪B|, A and B the attributes of the two
//	               (intra-list distance, Ziegler et al. 2005, with Jaccard's); left out when no item has attributes
//	gini@10      = Σ (2i − n − 1) xᵢ / (n Σ xᵢ), x₁ ≤ x₂ ≤ … the times that each of the n items is on a list: 0 when all
//	               are shown as often, near 1 when few are
func listMetrics(trained *data.Set, lists [][]int32) map[string]float64 {
	shown := make([]int, len(trained.Items))
	for _, list := range lists {
		for _, i := range list {
			shown[i]++
		}
	}
	out := map[string]float64{}
	out[nameAt("coverage", listLength)], out[nameAt("gini", listLength)] = spread(trained, shown)
	out[nameAt("novelty", listLength)] = novelty(trained, shown)
	if d, ok := diversity(trained, lists); ok {
		out[nameAt("diversity", listLength)] = d
	}
	return out
}

// spread returns coverage and Gini coefficient.
func spread(set *data.Set, shown []int) (coverage, gini float64) {
	var x []int
	for i, n := range shown {
		if set.Items[i].Available {
			x = append(x, n)
			coverage += truth(n > 0)
		}
	}
	if len(x) == 0 || sum(x) == 0 {
		return 0, 0
	}
	slices.Sort(x)
	for i, n := range x {
		gini += float64(2*(i+1)-len(x)-1) * float64(n)
	}
	return coverage / float64(len(x)), gini / float64(len(x)) / float64(sum(x))
}

func novelty(set *data.Set, shown []int) float64 {
	had, persons := holders(set)
	bits, places := 0.0, 0.0
	for i, n := range shown {
		bits -= float64(n) * math.Log2(float64(had[i]+1)/float64(persons+1))
		places += float64(n)
	}
	return bits / max(places, 1)
}

// holders counts the persons that had each item, and the persons that had any.
func holders(set *data.Set) (had []int, persons int) {
	had = make([]int, len(set.Items))
	seen := map[int32]bool{}
	e := &set.Events
	for row := range e.Len() {
		if row == 0 || e.Person[row] != e.Person[row-1] {
			clear(seen)
		}
		if i := e.Item[row]; i != data.NoItem && !seen[i] {
			persons += int(truth(len(seen) == 0))
			seen[i] = true
			had[i]++
		}
	}
	return had, persons
}

// diversity returns the mean over lists of two items and more, and whether the catalogue has attributes at all.
func diversity(set *data.Set, lists [][]int32) (mean float64, ok bool) {
	attributes, any := attributeSets(set)
	sum, n := 0.0, 0.0
	for _, list := range lists {
		if len(list) < 2 {
			continue
		}
		far := 0.0
		for a := range list {
			for _, b := range list[:a] {
				far += 1 - jaccard(attributes[list[a]], attributes[b])
			}
		}
		sum, n = sum+far/float64(len(list)*(len(list)-1)/2), n+1
	}
	return sum / max(n, 1), any
}

// attributeSets numbers the attributes of each item, ascending.
func attributeSets(set *data.Set) (sets [][]int32, any bool) {
	number := map[[2]string]int32{}
	sets = make([][]int32, len(set.Items))
	for i := range set.Items {
		for field, values := range set.Items[i].Attributes {
			for _, v := range values {
				key := [2]string{field, v}
				if _, known := number[key]; !known {
					number[key] = int32(len(number))
				}
				sets[i] = append(sets[i], number[key])
			}
		}
		slices.Sort(sets[i])
		sets[i] = slices.Compact(sets[i])
	}
	return sets, len(number) > 0
}

// jaccard is |A∩B|/|A∪B| of two ascending lists, 0 for two empty ones.
func jaccard(a, b []int32) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}
