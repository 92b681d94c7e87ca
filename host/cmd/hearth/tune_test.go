package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

func TestReadSettings(t *testing.T) {
	good, err := json.Marshal(train.DefaultSettings(&data.Set{}))
	require.NoError(t, err)
	for name, c := range map[string]struct{ text, fault string }{
		"as written":       {string(good), ""},
		"unknown key":      {`{"windw": 3}`, `unknown field "windw"`},
		"out of range":     {`{"window": 0}`, "window is 0: it must be 1 to 100"},
		"no JSON":          {`window: 3`, "invalid character"},
		"more text":        {string(good) + "{}", "more text after the object"},
		"unknown evidence": {`{"window":1,"ridge":1,"ease":1,"context_prior":1,"fresh_half_day":1,"item":{"magic":[1,0,0,0]}}`, `no kind "magic"`},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.json")
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			s, err := readSettings(path)
			if c.fault != "" {
				require.ErrorContains(t, err, c.fault)
				require.ErrorContains(t, err, path)
				return
			}
			require.NoError(t, err)
			require.Equal(t, 20, s.Window)
		})
	}
	_, err = readSettings(filepath.Join(t.TempDir(), "none.json"))
	require.Error(t, err)
}

func TestTuneThenTrain(t *testing.T) {
	dir := t.TempDir()
	settings, pack := filepath.Join(dir, "s.json"), filepath.Join(dir, "shop.pack")
	const spec = "sample:persons=60,items=40"
	out := ok(t, "tune", "--data", spec, "--out", settings).out
	require.Contains(t, out, "leave-one-out")
	require.Contains(t, out, "validation targets")
	s, err := readSettings(settings)
	require.NoError(t, err)

	var shown tuned
	require.NoError(t, json.Unmarshal([]byte(ok(t, "tune", "--data", spec, "--json").out), &shown))
	require.Equal(t, s, shown.Settings, "the same data and seed give the same settings")

	var made trained
	require.NoError(t, json.Unmarshal([]byte(ok(t, "train", "--data", spec, "--settings", settings, "--out", pack, "--json").out), &made))
	require.Equal(t, s, made.Report.Settings)
	require.NoError(t, json.Unmarshal([]byte(ok(t, "train", "--data", spec, "--tune", "--out", pack, "--json").out), &made))
	require.Equal(t, s, made.Report.Settings, "train --tune does both steps")
}
