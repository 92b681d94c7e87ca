package eval

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzReadOther: whatever a file holds, reading it fails or gives something that can be compared with itself.
func FuzzReadOther(f *testing.F) {
	for _, seed := range []string{
		`{"fingerprint":"ab","per_case":{"persons":[1,2],"ranks":[3,0,1],"eligible":[9,9,9]}}`,
		`{"fingerprint":"ab","per_case":{"persons":[1],"targets":[2],"ranks":[3,0],"eligible":[9]}}`,
		`{"fingerprint":"ab","per_row":{"persons":[2],"scores":[1,2.5],"labels":"10","sigmoid":{"slope":1,"intercept":-2}}}`,
		`{"fingerprint":"ab","per_case":{"persons":[1],"ranks":[-3],"eligible":[-1]}}`,
		`{"fingerprint":"ab","per_row":{"persons":[-1,2],"scores":[1],"labels":"x"}}`,
		`[]`, `{`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := ReadOther(b)
		if err != nil || len(b) > 1<<12 {
			return
		}
		c, err := compare(&o.Figures, &o.Figures, 1)
		require.NoError(t, err)
		for name, d := range c.Differences {
			require.True(t, d == 0 || math.IsNaN(d), name)
		}
		again, err := json.Marshal(o)
		require.NoError(t, err)
		_, err = ReadOther(again)
		require.NoError(t, err)
	})
}
