package flat

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGrow(t *testing.T) {
	s := make([]int, 2, 4)
	s[0], s[1] = 7, 8
	same := Grow(s, 2)
	require.Same(t, &s[0], &same[0], "there is room")
	moved := Grow(s, 3)
	require.NotSame(t, &s[0], &moved[0])
	require.Equal(t, []int{7, 8}, moved)
	require.GreaterOrEqual(t, cap(moved), 16)
	require.Equal(t, []int{0, 0}, s, "the old place is wiped")
	require.NotNil(t, Grow[byte](nil, 1))
}

func TestWipe(t *testing.T) {
	s := []byte("canary")[:3:6]
	whole := s[:6]
	require.Empty(t, Wipe(s))
	require.Equal(t, make([]byte, 6), whole, "over the whole capacity")
	require.Empty(t, Wipe[int](nil))
}

// TestAppend appends at random and watches every place where the slice ever was.
func TestAppend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s, want []int
		var places [][]int
		for _, v := range rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(1, 9), 0, 20), 0, 20).Draw(t, "v") {
			old := s
			s = Append(s, v...)
			want = append(want, v...)
			require.True(t, slices.Equal(want, s))
			if len(old) > 0 && &old[0] != &s[0] {
				places = append(places, old)
			}
		}
		for _, p := range places {
			require.Equal(t, make([]int, len(p)), p)
		}
	})
}
