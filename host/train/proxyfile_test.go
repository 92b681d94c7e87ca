package train

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func twoProxies() []Proxy {
	return []Proxy{
		{Kind: "health", Item: "a,1", Title: "Salt, \"Pepper\"\nand more", Persons: 40, Both: 30, Share: .75, Expected: .125, Lift: 6, LLR: 66.5421},
		{Approve: true, Kind: "minors", Item: "true", Persons: 3, Both: 3, Share: 1, Expected: .5, Lift: 2, LLR: 4.2},
	}
}

func TestProxiesAsCSV(t *testing.T) {
	text, err := FormatProxies("x.CSV", twoProxies())
	require.NoError(t, err)
	require.Equal(t, `approve,kind,item,title,persons,both,share,expected,lift,llr
no,health,"a,1","Salt, ""Pepper"" and more",40,30,0.75,0.125,6,66.5421
yes,minors,true,,3,3,1,0.5,2,4.2
`, string(text))
}

func TestProxiesAsYAML(t *testing.T) {
	text, err := FormatProxies("x.yaml", twoProxies()[1:])
	require.NoError(t, err)
	require.Equal(t, proxyHead+`proxies:
    - approve: true
      kind: minors
      item: "true"
      persons: 3
      both: 3
      share: 1
      expected: 0.5
      lift: 2
      llr: 4.2
`, string(text))
}

// TestApprovedRoundTrip: of any list, in either form, exactly what is approved comes back.
func TestApprovedRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[ -~äß日"',:#\n-]{0,12}`)
		var list []Proxy
		var want []Approved
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			p := Proxy{
				Approve: rapid.Bool().Draw(t, "approve"), Kind: "k" + rapid.StringMatching(`[a-z .]{0,5}`).Draw(t, "kind"), Item: "i" + word.Draw(t, "item"),
				Title: word.Draw(t, "title"), LLR: rapid.Float64Range(0, 1e6).Draw(t, "llr"),
			}
			if list = append(list, p); p.Approve {
				want = append(want, Approved{p.Kind, p.Item})
			}
		}
		for _, name := range []string{"l.yaml", "l.yml", "l.csv"} {
			text, err := FormatProxies(name, list)
			require.NoError(t, err)
			got, err := ParseApproved(name, text)
			require.NoError(t, err, string(text))
			require.Equal(t, want, got, string(text))
		}
	})
}

// TestReviewersOwnTable: a spreadsheet may move and add columns, write a byte-order mark and change case.
func TestReviewersOwnTable(t *testing.T) {
	got, err := ParseApproved("l.csv", []byte("\ufeffnote,item,kind,approve\r\nsure,a,health,YES\r\n,b,health,\r\n,c,health,No\r\n,d,health,x\r\n,e,health, TRUE \r\n,,,false\r\n"))
	require.NoError(t, err)
	require.Equal(t, []Approved{{"health", "a"}, {"health", "d"}, {"health", "e"}}, got)
}

func TestParseApprovedErrors(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"name":             {"l.txt", "", "l.txt: want a name that ends in .yaml, .yml or .csv"},
		"empty table":      {"l.csv", "", "l.csv: line 1: want a header with approve, kind and item"},
		"no kind column":   {"l.csv", "approve,item\n", "l.csv: line 1: want a header with approve, kind and item"},
		"approval":         {"l.csv", "approve,kind,item\nno,k,a\nok,k,a\n", `l.csv: line 3: approve: "ok": want yes or no`},
		"no item":          {"l.csv", "approve,kind,item\n\nyes,k,\n", "l.csv: line 3: item: missing"},
		"no kind":          {"l.csv", "approve,kind,item\nyes,,a\n", "l.csv: line 2: kind: missing"},
		"field count":      {"l.csv", "approve,kind,item\nyes,k\n", "l.csv: record on line 2: wrong number of fields"},
		"quote":            {"l.csv", "approve,kind,item\nyes,\"k,a\n", `l.csv: parse error on line 2, column 10: extraneous or missing " in quoted-field`},
		"yaml key":         {"l.yaml", "proxies:\n- {aprove: true}\n", `l.yaml: line 2: unknown key "aprove"`},
		"yaml approval":    {"l.yaml", "proxies:\n- approve: perhaps\n", "l.yaml: line 2: `perhaps` is not true or false"},
		"yaml no item":     {"l.yaml", "proxies:\n- {kind: k}\n- approve: true\n  kind: k\n", "l.yaml: line 3: proxies[1].item: missing"},
		"yaml no kind":     {"l.yml", "proxies:\n- item: k\n  approve: true\n", "l.yml: line 2: proxies[0].kind: missing"},
		"yaml empty kind":  {"l.yml", "proxies:\n- item: k\n  kind: ''\n  approve: true\n", "l.yml: line 3: proxies[0].kind: missing"},
		"yaml list":        {"l.yaml", "proxies: all\n", "l.yaml: line 1: `all` is not a list of proxies"},
		"yaml list of all": {"l.yaml", "proxies: [all]\n", "l.yaml: line 1: `all` is not a mapping of keys to values"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseApproved(c.file, []byte(c.text))
			require.EqualError(t, err, c.want)
		})
	}
	got, err := ParseApproved("l.yaml", []byte("# nothing yet\n"))
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestLoadApproved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.yaml")
	_, err := LoadApproved(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("proxies: [{approve: true, kind: k, item: a}]\n"), 0o600))
	got, err := LoadApproved(path)
	require.NoError(t, err)
	require.Equal(t, []Approved{{"k", "a"}}, got)
}

// FuzzParseApproved checks that no text panics, that errors name the file, and that what is approved has item and kind.
func FuzzParseApproved(f *testing.F) {
	for _, seed := range []string{"", "proxies: []", "proxies: [{approve: true, kind: k, item: a}]", "approve,kind,item\nyes,k,a\n", "\ufeffapprove", "a: &a [*a]"} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, text []byte, table bool) {
		name := "l.yaml"
		if table {
			name = "l.csv"
		}
		list, err := ParseApproved(name, text)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), name+": "))
		}
		for _, a := range list {
			require.NotEmpty(t, a.Kind)
			require.NotEmpty(t, a.Item)
		}
	})
}
