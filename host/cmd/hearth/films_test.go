package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// films is where the MovieLens data lies, beside the repository, on machines that have it.
const films = "../../../../shared/data/ml-latest-small"

func TestFilms(t *testing.T) {
	if _, err := os.Stat(films); err != nil {
		t.Skip("no MovieLens data here")
	}
	file := filepath.Join(t.TempDir(), "films.pack")
	ok(t, "train", "--data", "movielens:"+films, "--out", file)
	args := []string{"recommend", "--pack", file, "--history", "Toy Story (1995)", "--history", "Heat (1995)", "--explain"}
	v := slateOf(t, args...)
	require.Len(t, v.Items, 10)
	require.Equal(t, []itemRef{{"1", "Toy Story (1995)"}, {"6", "Heat (1995)"}}, v.History)
	for i := range v.Items {
		it := &v.Items[i]
		require.NoError(t, addUp(it))
		require.NotEmpty(t, it.Title)
		require.NotContains(t, []string{"1", "6"}, it.ID, "the history is hidden")
	}
	require.Contains(t, ok(t, args...).out, "because you viewed Heat (1995)")

	o := hearth(t, "recommend", "--pack", file, "--history", "Emma (1996)")
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "name one by its id:\n  838  Emma (1996)\n  26958  Emma (1996)\n")
	o = hearth(t, "recommend", "--pack", file, "--history", "toy story")
	require.Contains(t, o.err, "nearest:\n  1  Toy Story (1995)\n")
	require.Equal(t, 4, strings.Count(o.err, "\n"), "the nearest three")
	require.Equal(t, v.Items, slateOf(t, "recommend", "--pack", file, "--history", "1,6", "--explain").Items)
}
