package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// badUsage is a command line that must be refused with exit code 2, and what it is told.
type badUsage struct {
	name, line, want string
}

const (
	trainLine     = "train --data sample: --out x "
	recommendLine = "recommend --pack x "
	rankLine      = "rank --pack x a "
	replayLine    = "replay --pack x --data sample: --person p "
	evalLine      = "eval --data sample: "
	consentLine   = "consent --device d --pack x "
	observeLine   = "observe --device d --pack x "
	orderLine     = "order --device d --pack x "
	forgetLine    = "forget --device d --pack x "
	importLine    = "import --device d --pack x f "
)

var badUsages = []badUsage{
	{"unknown command", "trian", "unexpected argument trian"},
	{"no subcommand", "pack", `expected one of "inspect", "verify", "diff", "sign", "keygen"`},
	{"unknown flag", "version --bogus", "unknown flag --bogus"},
	{"near flag", recommendLine + "--jsn", `did you mean`},
	{"flag without value", "train --data", "--data"},
	{"json with a value", "version --json=maybe", "--json"},

	{"train: nothing", "train", "missing flags: --data=SPEC, --out=FILE"},
	{"train: no out", "train --data sample:", "missing flags: --out=FILE"},
	{"train: data without a colon", "train --out x --data logs", `--data "logs": want PREFIX:REST`},
	{"train: data of another loader", "train --out x --data parquet:logs", `--data "parquet:logs": want PREFIX:REST, with PREFIX one of csv, libfm`},
	{"train: config without value", trainLine + "--config", "--config"},
	{"train: strict with a value", trainLine + "--strict=maybe", "--strict"},
	{"train: no-titles with a value", trainLine + "--no-titles=maybe", "--no-titles"},
	{"train: min-persons of 0", trainLine + "--min-persons 0", "--min-persons 0: want 1 to 1000"},
	{"train: min-persons no number", trainLine + "--min-persons few", "--min-persons"},
	{"train: edges below 0", trainLine + "--edges=-1", "--edges -1: want 0 to 1000"},
	{"train: edges above the cap", trainLine + "--edges 1001", "--edges 1001: want 0 to 1000"},
	{"train: budget below 0", trainLine + "--budget=-1", "--budget -1: want 0 to 1000000"},
	{"train: budget that is no number", trainLine + "--budget much", "--budget"},
	{"train: sequence 0", trainLine + "--sequence 0", "--sequence 0: want 1 "},
	{"train: sequence below 0", trainLine + "--sequence=-3", "--sequence"},
	{"train: catalogue", trainLine + "--catalogue Shop", `--catalogue "Shop": want 1 to 64 of a-z 0-9 . _ -`},
	{"train: tune with a value", trainLine + "--tune=maybe", "--tune"},
	{"train: settings without value", trainLine + "--settings", "--settings"},
	{"train: tune and settings", trainLine + "--tune --settings x", "can't be used together"},
	{"train: proxies with a value", trainLine + "--proxies=maybe", "--proxies"},
	{"train: proxy-llr alone", trainLine + "--proxy-llr 5", "--proxy-llr and --proxy-lift: need --proxies"},
	{"train: proxy-lift alone", trainLine + "--proxy-lift 2", "--proxy-llr and --proxy-lift: need --proxies"},
	{"train: proxies into a pack", trainLine + "--proxies", `--out "x": with --proxies want a name that ends in .yaml, .yml or .csv`},
	{"train: approve-proxies", trainLine + "--approve-proxies list", `--approve-proxies "list": want a name that ends in .yaml, .yml or .csv`},
	{"train: argument", trainLine + "more", "unexpected argument more"},

	{"inspect: no file", "pack inspect", `expected "<file>"`},
	{"inspect: signature without key", "pack inspect x --signature y", "--signature: needs --public-key"},
	{"verify: no file", "pack verify", `expected "<file>"`},
	{"verify: signature without key", "pack verify x --signature y", "--signature: needs --public-key"},
	{"diff: one file", "pack diff x", `expected "<new>"`},
	{"diff: limit", "pack diff x y --limit=-1", "--limit -1: want 0 or more"},
	{"sign: no key", "pack sign x", "missing flags: --key=FILE"},
	{"sign: out without value", "pack sign x --key k --out", "--out"},
	{"sign: base64 with a value", "pack sign x --key k --base64=maybe", "--base64"},
	{"keygen: no name", "pack keygen", `expected "<name>"`},

	{"recommend: no pack", "recommend", "missing flags: --pack=FILE"},
	{"recommend: empty history", recommendLine + "--history=", "--history: empty"},
	{"recommend: history-file without value", recommendLine + "--history-file", "--history-file"},
	{"recommend: type without value", recommendLine + "--type", "--type"},
	{"recommend: context without value", recommendLine + "--context weekday", `--context: expected "<key>=<value>" but got "weekday"`},
	{"recommend: context without name", recommendLine + "--context =sat", "--context: want NAME=VALUE"},
	{"recommend: at", recommendLine + "--at yesterday", `--at: "yesterday": want RFC 3339, such as 2025-03-01T20:15:00+01:00`},
	{"recommend: n of 0", recommendLine + "--n 0", "--n 0: want 1 to 100000"},
	{"recommend: n above the cap", recommendLine + "-n 100001", "--n 100001: want 1 to 100000"},
	{"recommend: exclude without value", recommendLine + "--exclude", "--exclude"},
	{"recommend: seen", recommendLine + "--seen maybe", `--seen must be one of "hide","type","show"`},
	{"recommend: explain with a value", recommendLine + "--explain=maybe", "--explain"},
	{"recommend: signature without key", recommendLine + "--signature y", "--signature: needs --public-key"},
	{"recommend: public-key without value", recommendLine + "--public-key", "--public-key"},
	{"recommend: grants without value", recommendLine + "--grants", "--grants"},

	{"rank: no candidates", "rank --pack x", "no candidates: name them, or give --candidates-file"},
	{"rank: two files from standard input", "rank --pack x --candidates-file - --history-file -", "cannot both be standard input"},
	{"rank: n below 0", rankLine + "--n=-1", "--n -1: want 0 to 100000"},
	{"rank: seen", rankLine + "--seen no", "--seen must be one of"},

	{"replay: nothing", "replay", "missing flags: --data=SPEC, --pack=FILE, --person=NAME"},
	{"replay: data", "replay --pack x --person p --data x", "want PREFIX:REST"},
	{"replay: n of 0", replayLine + "--n 0", "--n 0: want 1 to 100000"},
	{"replay: last below 0", replayLine + "--last=-1", "--last -1: want 0 or more"},
	{"replay: max-days below 0", replayLine + "--max-days=-1", "--max-days -1: want 0 or more"},
	{"replay: signature without key", replayLine + "--signature y", "--signature: needs --public-key"},

	{"tune: no data", "tune", "missing flags: --data=SPEC"},
	{"tune: protocol", "tune --data sample: --protocol guess", "--protocol must be one of"},
	{"tune: seed", "tune --data sample: --seed=-1", "--seed"},
	{"tune: min-persons", "tune --data sample: --min-persons 0", "--min-persons 0: want 1 to 1000"},

	{"eval: no data", "eval", "missing flags: --data=SPEC"},
	{"eval: data", "eval --data x", "want PREFIX:REST"},
	{"eval: min-persons", evalLine + "--min-persons 1001", "--min-persons 1001: want 1 to 1000"},
	{"eval: engine", evalLine + "--engine v8", `--engine must be one of "wasm","native","floats"`},
	{"eval: without", evalLine + "--without colour", `--without: part "colour": want one of`},
	{"eval: seed", evalLine + "--seed=-1", "--seed"},
	{"eval: tune with a value", evalLine + "--tune=maybe", "--tune"},

	{"recommend: key-dir without a device", recommendLine + "--key-dir k", "--key-dir, --keyring and --purposes: need --device"},
	{"recommend: keyring without a device", recommendLine + "--keyring ", "--key-dir, --keyring and --purposes: need --device"},
	{"profile: two places for a key", "profile --device d --pack p --keyring --key-dir k", "--keyring and --key-dir: the key is in one of them"},
	{"erase: two places for a key", "erase --device d --yes --keyring --key-dir k", "--keyring and --key-dir: the key is in one of them"},
	{"recommend: two places for a key", recommendLine + "--device d --keyring --key-dir k", "--keyring and --key-dir: the key is in one of them"},
	{"recommend: purposes without a device", recommendLine + "--purposes p", "--key-dir, --keyring and --purposes: need --device"},
	{"recommend: device and history", recommendLine + "--device d --history a", "--device: it has its own history and grants"},
	{"recommend: device and history-file", recommendLine + "--device d --history-file a", "--device: it has its own history and grants"},
	{"recommend: device and grants", recommendLine + "--device d --grants all", "--device: it has its own history and grants"},
	{"recommend: device and type", recommendLine + "--device d --type view", "--device: it has its own history and grants"},
	{"recommend: why for too many", recommendLine + "--why -n 1001", "--why: --n 1001: want at most 1000"},
	{"recommend: single without why", recommendLine + "--single", "--single: needs --why"},
	{"rank: single without why", "rank --pack x a --single", "--single: needs --why"},
	{"recommend: why with a value", recommendLine + "--why=maybe", "--why"},

	{"consent: no device", "consent --pack x", "missing flags: --device=DIR"},
	{"consent: no pack", "consent --device d", "missing flags: --pack=FILE"},
	{"consent: grant by a signal", consentLine + "--grant rank --act signal", "--act signal: a signal switches nothing on"},
	{"consent: grant of nothing", consentLine + "--grant ,rank", "a purpose without a name in --grant, --deny or --withdraw"},
	{"consent: deny of nothing", consentLine + "--deny rank,,report", "a purpose without a name"},
	{"consent: withdraw of nothing", consentLine + "--withdraw=,rank", "a purpose without a name"},
	{"consent: act", consentLine + "--act dance", "--act must be one of"},
	{"consent: signal", consentLine + "--signal maybe", "--signal must be one of"},
	{"consent: record and a decision", consentLine + "--record --grant rank", "--record: prints what was decided"},
	{"consent: at", consentLine + "--at noon", `--at: "noon": want RFC 3339`},
	{"consent: signature without key", consentLine + "--signature s", "--signature: needs --public-key"},
	{"observe: nothing", observeLine, "no event: give --item, --query or --file"},
	{"observe: file and item", observeLine + "--file f --item a", "--file: cannot be used with flags that describe an event"},
	{"observe: file and query", observeLine + "--file f --query a", "--file: cannot be used with"},
	{"observe: value", observeLine + "--item a --value much", "--value"},
	{"observe: context", observeLine + "--item a --context =x", "--context: want NAME=VALUE"},
	{"order: dial", orderLine + "--dial 101", "--dial 101: want 0 to 100"},
	{"order: dial below", orderLine + "--dial=-1", "--dial -1: want 0 to 100"},
	{"order: block without value", orderLine + "--block", "--block"},
	{"order: interest without amount", orderLine + "--interest category=Books", `--interest "category=Books": want FIELD=VALUE:N, such as category=Books:60`},
	{"order: interest of nothing", orderLine + "--interest :5", `--interest ":5": want FIELD=VALUE:N`},
	{"order: interest no number", orderLine + "--interest a=b:much", `want FIELD=VALUE:N`},
	{"order: interest too strong", orderLine + "--interest a=b:101", `--interest "a=b:101": want -100 to 100`},
	{"order: mute", orderLine + "--mute Books", `--mute "Books": want FIELD=VALUE`},
	{"order: language without value", orderLine + "--language", "--language"},
	{"order: lift without value", orderLine + "--lift", "--lift"},
	{"order: remember with a value", orderLine + "--remember=maybe", "--remember"},
	{"profile: last", "profile --device d --pack x --last=-1", "--last -1: want 0 or more"},
	{"forget: nothing", forgetLine, "nothing to forget: give --item, --event, --category, --from, --to, --session or --all"},
	{"forget: preview of nothing", forgetLine + "--preview", "nothing to forget"},
	{"forget: event", forgetLine + "--event x", "--event"},
	{"forget: session", forgetLine + "--session x", "--session"},
	{"forget: category", forgetLine + "--category Books", `--category "Books": want FIELD=VALUE`},
	{"forget: turned round", forgetLine + "--from 2025-01-02T00:00:00Z --to 2025-01-01T00:00:00Z", "--from: not before --to"},
	{"forget: all with a value", forgetLine + "--all=maybe", "--all"},
	{"export: argument", "export --device d --pack x more", "unexpected argument more"},
	{"import: no file", "import --device d --pack x", `expected "<file>"`},
	{"import: other-catalogue with a value", importLine + "--other-catalogue=maybe", "--other-catalogue"},
	{"import: drop-purposes with a value", importLine + "--drop-purposes=maybe", "--drop-purposes"},
	{"erase: no device", "erase --yes", "missing flags: --device=DIR"},
	{"erase: not meant", "erase --device d", "this erases everything that d holds, for good: give --yes"},
	{"erase: yes with a value", "erase --device d --yes=maybe", "--yes"},
	{"audit: no device", "audit --pack x", "missing flags: --device=DIR"},

	{"serve: addr", "serve --addr 8787", `--addr "8787": want HOST:PORT`},
	{"serve: dir without value", "serve --dir", "--dir"},
}

func TestBadUsage(t *testing.T) {
	for _, c := range badUsages {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, strings.Fields(c.line)...)
			require.Equal(t, exitUsage, o.code, o.err)
			require.Empty(t, o.out)
			require.True(t, strings.HasPrefix(o.err, "hearth: "), o.err)
			require.Contains(t, o.err, c.want)
			require.Regexp(t, `Run "hearth[a-z ]* --help" for usage and examples.\n$`, o.err)
			require.Equal(t, 2, strings.Count(o.err, "\n"), "one line for the fault, one for the way out: %s", o.err)
		})
	}
}

func TestEveryFlagHasABadInputCase(t *testing.T) {
	var lines []string
	for _, c := range badUsages {
		lines = append(lines, c.line+" ")
	}
	all := strings.Join(lines, "\n")
	for _, node := range leaves(t) {
		for _, flag := range node.Flags {
			require.Regexp(t, "--"+flag.Name+"[ =]", all, "%s --%s", node.FullPath(), flag.Name)
		}
	}
}

func TestUsageErrorsNameTheirCommand(t *testing.T) {
	require.Contains(t, hearth(t, "pack", "diff", "x").err, `Run "hearth pack diff --help"`)
	require.Contains(t, hearth(t, "train").err, `Run "hearth train --help"`)
	require.Contains(t, hearth(t, "nonsense").err, `Run "hearth --help"`)
}

func TestComplain(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		code int
		text string
	}{
		{"nothing", nil, exitOK, ""},
		{"a failure", errors.New("disk full"), exitFailure, "hearth: disk full\n"},
		{"an interruption", context.Canceled, exitFailure, "hearth: interrupted\n"},
		{"escape codes in data", errors.New("title \x1b[2J"), exitFailure, "hearth: title  [2J\n"},
		{"a usage error", usagef("bad"), exitUsage, "hearth: bad\nRun \"hearth --help\" for usage and examples.\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var text strings.Builder
			require.Equal(t, c.code, complain(&env{out: io.Discard, err: &text}, nil, c.err))
			require.Equal(t, c.text, text.String())
		})
	}
}

func TestAsFlag(t *testing.T) {
	require.NoError(t, asFlag(nil))
	require.EqualError(t, asFlag(errors.New("min_persons: 0: want more")), "--min-persons 0: want more")
}
