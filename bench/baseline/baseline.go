// Package baseline holds the reference models that Hearth is measured against. They are written from their papers, take a training set
// and score every item; none is part of a pack. Some (VS-kNN, VMIS-kNN) keep other people's sessions, which Hearth never does: they
// are an upper reference, not a rival.
package baseline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/host/train/data"
)

// Query is what a model may look at.
type Query struct {
	// History are indexes into the training set's Items, oldest first, repeats included. An item without a training event, and
	// data.NoItem, contribute nothing.
	History []int32
	// Context is feature → value, as in data.Column; a feature or value that training lacks contributes nothing.
	Context map[string]string
}

// Model scores every item for a query. Score may be called from several goroutines at once, and equal queries get equal scores.
type Model interface {
	// Name is the name the model was made by.
	Name() string
	// Score overwrites scores, one per item of the training set; a higher score ranks first. Scores are finite and not negative,
	// except those of EASE, and mean nothing across models.
	Score(q Query, scores []float64)
}

// scorer is a Model without its name.
type scorer interface {
	Score(q Query, scores []float64)
}

// named gives a scorer its name.
type named struct {
	name string
	scorer
}

func (m named) Name() string { return m.name }

// methods are the models by name. Each takes the events that name an item; see the functions for what they compute.
var methods = map[string]func(ctx context.Context, train *data.Set) (scorer, error){
	"random":                newRandom,
	"popularity":            newPopularity,
	"popularity-in-context": newContextual,
	"item-knn":              newItemKNN,
	"item-knn-last":         newItemKNNLast,
	"co-occurrence":         newCooccurrence,
	"co-occurrence-blind":   newCooccurrenceBlind,
	"ease":                  newEase,
	"vs-knn":                newVSKNN,
	"vmis-knn":              newVMISKNN,
	"used-before":           newUsedBefore,
	"used-before-context":   newUsedBeforeInContext,
}

// Names returns the models that New makes, in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(methods)) }

// New trains the model of that name on the events of a training set that name an item, whatever their type. It is an error when the
// name is unknown, when the set is too large for the method, or when ctx ends.
func New(ctx context.Context, name string, train *data.Set) (Model, error) {
	method, ok := methods[name]
	if !ok {
		return nil, fmt.Errorf("baseline: no model %q: want one of %s", name, strings.Join(Names(), ", "))
	}
	s, err := method(ctx, train)
	if err != nil {
		return nil, fmt.Errorf("baseline: %s: %w", name, err)
	}
	return named{name, s}, nil
}
