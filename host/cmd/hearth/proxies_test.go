package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
)

// clinicLog writes a log in which persons who use "test" also use "vitamins" more often than others; "lamp" is for all.
func clinicLog(t *testing.T) (dir, spec string) {
	dir = t.TempDir()
	write(t, dir, "logs/items.jsonl", `{"id": "test", "title": "Blood Test", "sensitive": ["health"]}
{"id": "vitamins", "title": "Vitamin Drops"}
{"id": "lamp", "title": "Desk Lamp"}
{"id": "cup", "title": "Cup", "attributes": {"brand": "Alder"}}
`)
	var b strings.Builder
	b.WriteString("person,item,type,time\n")
	for p := range 200 {
		items := []string{"lamp"}
		if p/10%2 == 0 {
			items = append(items, "cup")
		}
		if p%10 < 3 {
			items = append(items, "test")
		}
		if p%10 < 3 && p%4 != 0 || p%10 == 9 {
			items = append(items, "vitamins")
		}
		for k, item := range items {
			fmt.Fprintf(&b, "p%d,%s,view,2025-03-01T08:%02d:00Z\n", p, item, k)
		}
	}
	write(t, dir, "logs/events.csv", b.String())
	return dir, "csv:" + filepath.Join(dir, "logs")
}

// TestTrainListsProxiesForReview goes the whole way: list, approve, train.
func TestTrainListsProxiesForReview(t *testing.T) {
	dir, spec := clinicLog(t)
	for _, form := range []struct{ name, no, yes string }{{"review.yaml", "approve: false", "approve: true"}, {"review.csv", "\nno,", "\nyes,"}} {
		t.Run(form.name, func(t *testing.T) {
			list := filepath.Join(dir, form.name)
			golden(t, "proxies-"+filepath.Ext(list)[1:], without(dir, ok(t, "train", "--data", spec, "--proxies", "--out", list).out))
			_, p := trainedPack(t, "--data", spec, "--approve-proxies", list)
			require.Empty(t, p.Sensitive(p.Find("vitamins")), "nobody approved it")

			text, err := os.ReadFile(list)
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(string(text), form.no))
			write(t, dir, form.name, strings.Replace(string(text), form.no, form.yes, 1))
			v, p := trainedPack(t, "--data", spec, "--approve-proxies", list)
			require.Equal(t, []string{"health"}, p.Sensitive(p.Find("vitamins")))
			require.Equal(t, []train.KindCount{{Kind: "health", Items: 2, Proxies: 1}}, v.Report.Sensitive)
			config := write(t, dir, "site.yaml", "proxies: "+form.name+"\n")
			_, p = trainedPack(t, "--data", spec, "--config", config)
			require.Equal(t, []string{"health"}, p.Sensitive(p.Find("vitamins")))

			again := decode[listed](t, ok(t, "train", "--data", spec, "--config", config, "--proxies", "--json").out)
			require.Len(t, again.Proxies, 1)
			require.True(t, again.Proxies[0].Approve, "a new list keeps what was approved")
		})
	}
}

func TestTrainProxiesThresholds(t *testing.T) {
	_, spec := clinicLog(t)
	list := func(args ...string) listed {
		return decode[listed](t, ok(t, append([]string{"train", "--data", spec, "--proxies", "--json"}, args...)...).out)
	}
	p := list().Proxies
	require.Len(t, p, 1)
	require.Equal(t, [4]any{"health", "vitamins", "Vitamin Drops", false}, [4]any{p[0].Kind, p[0].Item, p[0].Title, p[0].Approve})
	require.Len(t, list("--min-persons", fmt.Sprint(p[0].Both)).Proxies, 1)
	require.Empty(t, list("--min-persons", fmt.Sprint(p[0].Both+1)).Proxies)
	require.Empty(t, list("--proxy-llr", fmt.Sprint(p[0].LLR+1)).Proxies)
	require.Empty(t, list("--proxy-lift", fmt.Sprint(p[0].Lift+1)).Proxies)
	require.Equal(t, [2]float64{4, 1.5}, [2]float64{list("--proxy-llr", "4", "--proxy-lift", "1.5").LLR, list("--proxy-lift", "1.5").Lift})
	require.Contains(t, ok(t, "train", "--data", spec, "--proxies", "--proxy-llr", "1e9").out, "items that go together with sensitive ones: 0, ")
}

func TestTrainProxiesUsage(t *testing.T) {
	for line, want := range map[string]string{
		"--out x --proxy-llr 3":             "--proxy-llr and --proxy-lift: need --proxies",
		"--out x --proxy-lift 3":            "--proxy-llr and --proxy-lift: need --proxies",
		"--proxies --proxy-llr=-1":          "--proxy-llr -1: want 0 or more",
		"--proxies --proxy-llr few":         "--proxy-llr",
		"--proxies --proxy-lift 0.5":        "--proxy-lift 0.5: want 1 or more",
		"--proxies=maybe":                   "--proxies",
		"--proxies --out site.pack":         `--out "site.pack": with --proxies want a name that ends in .yaml, .yml or .csv`,
		"--out x --approve-proxies list":    `--approve-proxies "list": want a name that ends in .yaml, .yml or .csv`,
		"--out x --approve-proxies":         "--approve-proxies",
		"--approve-proxies list.yaml":       "missing flags: --out=FILE",
		"--proxies --min-persons 0":         "--min-persons 0: want 1 to 1000",
		"--proxies --out list.yaml another": "unexpected argument another",
	} {
		t.Run(line, func(t *testing.T) {
			o := hearth(t, append([]string{"train", "--data", "sample:"}, strings.Fields(line)...)...)
			require.Equal(t, exitUsage, o.code, o.err)
			require.Contains(t, o.err, want)
			require.Empty(t, o.out)
		})
	}
}

func TestTrainProxiesFails(t *testing.T) {
	dir, spec := clinicLog(t)
	bad := write(t, dir, "bad.yaml", "proxies:\n- approve: true\n  item: a\n")
	plain := "sensitive_kinds: [{kind: health, items: [ghost]}]\n"
	for name, c := range map[string]struct{ args, want string }{
		"no list":     {"--out x.pack --approve-proxies " + filepath.Join(dir, "none.csv"), "--approve-proxies: open "},
		"bad list":    {"--out x.pack --approve-proxies " + bad, "--approve-proxies: bad.yaml: line 2: proxies[0].kind: missing"},
		"bad config":  {"--proxies --config " + write(t, dir, "c.yaml", "proxies: bad.yaml\n"), "c.yaml: line 1: proxies: bad.yaml: line 2: proxies[0].kind: missing"},
		"no item":     {"--proxies --config " + write(t, dir, "d.yaml", plain), `sensitive_kinds[0].items: no item "ghost" in the catalogue`},
		"no such dir": {"--proxies --out " + filepath.Join(dir, "no", "x.yaml"), "cannot be written"},
	} {
		t.Run(name, func(t *testing.T) {
			o := hearth(t, append([]string{"train", "--data", spec}, strings.Fields(strings.ReplaceAll(c.args, "x.pack", filepath.Join(dir, "x.pack")))...)...)
			require.Equal(t, exitFailure, o.code)
			require.Contains(t, o.err, c.want)
			require.NoFileExists(t, filepath.Join(dir, "x.pack"))
		})
	}
	o := hearth(t, "train", "--data", shopLog(t), "--proxies")
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "no item is sensitive, so none can be a proxy")
}

// TestTrainShowsPurposesAndSensitiveKinds: the report says what the person will be asked, and what is never recorded.
func TestTrainShowsPurposesAndSensitiveKinds(t *testing.T) {
	dir, spec := clinicLog(t)
	config := write(t, dir, "site.yaml", `purposes:
  - {id: rank, version: 1, text: "Remember what I look at.", stage: rank, categories: [browsing], days: 60}
  - {id: care, version: 3, text: "Also in the pharmacy.", stage: rank, sensitive: [health]}
sensitive_kinds:
  - {kind: home, field: brand, value: Alder}
`)
	out := ok(t, "train", "--data", spec, "--config", config, "--out", filepath.Join(dir, "x.pack")).out
	require.Contains(t, out, `purpose    rank, version 1, for stage rank, at most 60 days
purpose    care, version 3, for stage rank, for sensitive items: health
sensitive  health, items: 1
sensitive  home, items: 1; no purpose of this pack is for it: unless the site declares one, nothing done with them is recorded
`)
	v, p := trainedPack(t, "--data", spec, "--config", config)
	require.Len(t, p.Purposes(), 2)
	require.Equal(t, "care", v.Report.Purposes[1].ID)
}
