package main

// This file fixes the keys of the JSON that commands print: scripts rely on them.

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// keysOf lists the paths of an object's keys; [] stands for every element of a list.
func keysOf(value any, prefix string) []string {
	var keys []string
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			keys = append(keys, prefix+name)
			keys = append(keys, keysOf(inner, prefix+name+".")...)
		}
	case []any:
		for _, inner := range v {
			keys = append(keys, keysOf(inner, strings.TrimSuffix(prefix, ".")+"[].")...)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func TestKeysOf(t *testing.T) {
	var v any
	require.NoError(t, json.Unmarshal([]byte(`{"a":[{"b":1},{"c":{"d":2}}],"e":null}`), &v))
	require.Equal(t, []string{"a", "a[].b", "a[].c", "a[].c.d", "e"}, keysOf(v, ""))
}

func TestKeysOfTheJSON(t *testing.T) {
	dir, path, keys := signedShop(t)
	later := writePack(t, dir, "later.pack", laterModel())
	packKeys := []string{"pack", "pack.catalogue", "pack.data", "pack.file", "pack.sequence", "pack.synthetic"}
	reasonKeys := []string{"event", "field", "item", "kind", "purposes", "score", "text", "title", "value"}
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"recommend", []string{"recommend", "--pack", path, "--history", "a1", "--explain", "--context", "device=phone"}, slices.Concat(packKeys,
			[]string{"at", "context", "context.device", "eligible", "grants", "history", "history[].id", "history[].title", "items", "personal", "seen"},
			under("items[].", []string{"id", "place", "propensity", "reasons", "score", "title"}), under("items[].reasons[].", reasonKeys))},
		{"rank", []string{"rank", "--pack", path, "a1"}, slices.Concat(packKeys,
			[]string{"at", "eligible", "generic", "grants", "history", "items", "personal", "seen"},
			under("items[].", []string{"id", "place", "propensity", "score", "title"}))},
		{"replay", []string{"replay", "--pack", path, "--data", shopLog(t), "--person", "bo"}, slices.Concat(packKeys,
			[]string{"data", "events", "grants", "hits", "n", "person", "ranked", "seen", "synthetic"},
			under("events[].", []string{"item", "item.id", "item.title", "number", "of", "place", "slate", "time", "type"}),
			under("events[].slate[].", []string{"id", "place", "propensity", "score", "title"}))},
		{"verify", []string{"pack", "verify", path, "--public-key", keys + ".pub"}, slices.Concat(packKeys,
			[]string{"bytes", "items", "pack.signed_by", "signature", "valid"})},
		{"sign", []string{"pack", "sign", path, "--key", keys + ".key"}, slices.Concat(packKeys, []string{"base64", "key", "signature"})},
		{"keygen", []string{"pack", "keygen", filepath.Join(dir, "more")}, []string{"key", "private", "public", "public_base64"}},
		{"diff", []string{"pack", "diff", path, later}, slices.Concat(
			under("old.", []string{"catalogue", "data", "file", "sequence", "synthetic"}), under("new.", []string{"catalogue", "data", "file", "sequence", "synthetic"}),
			under("edges.", []string{"added", "changed", "removed", "same"}), under("settings[].", []string{"name", "new", "old"}),
			under("items.", []string{"added", "added_items", "changed", "changed_items", "removed", "removed_items", "same"}),
			under("items.added_items[].", []string{"id", "title"}), under("items.removed_items[].", []string{"id", "title"}),
			under("items.changed_items[].", []string{"id", "title", "what"}), []string{"edges", "identical", "items", "new", "old", "popularity_changed", "settings"})},
		{"version", []string{"version"}, []string{"abi", "go", "module", "module.bytes", "module.sha256", "pack_format", "platform", "version"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v any
			require.NoError(t, json.Unmarshal([]byte(ok(t, append(c.args, "--json")...).out), &v))
			got := slices.DeleteFunc(keysOf(v, ""), func(key string) bool { return key == "revision" }) // known in some builds only
			slices.Sort(c.want)
			require.Equal(t, c.want, got)
		})
	}
}

func under(prefix string, names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = prefix + name
	}
	return all
}

func TestListsThatAreEmptyAreNotNull(t *testing.T) {
	_, path := shop(t)
	for _, args := range [][]string{
		{"rank", "--pack", path, "d1"}, {"pack", "diff", path, path}, {"replay", "--pack", path, "--data", shopLog(t), "--person", "bo"}, {"pack", "inspect", path},
	} {
		require.NotContains(t, ok(t, append(args, "--json")...).out, "null", args)
	}
}
