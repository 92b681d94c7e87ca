package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// manual reads docs/CLI.md.
func manual(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/CLI.md")
	require.NoError(t, err)
	return string(text)
}

func TestManualHasEveryCommandAndFlag(t *testing.T) {
	text := manual(t)
	for _, node := range leaves(t) {
		_, section, found := strings.Cut(text, "## `"+node.FullPath()+"`\n")
		require.True(t, found, "no section on %s", node.FullPath())
		section, _, _ = strings.Cut(section, "\n## ")
		require.Contains(t, section, "$ "+node.FullPath(), "no example of %s", node.FullPath())
		for _, arg := range node.Positional {
			require.Contains(t, section, "<"+arg.Name+">", node.FullPath())
		}
		for _, flag := range node.Flags {
			if flag.Name != "help" && flag.Name != "json" {
				require.Contains(t, section, "--"+flag.Name, node.FullPath())
			}
		}
	}
}

func TestManualNamesNoFlagThatIsNot(t *testing.T) {
	section := ""
	flags := map[string]string{}
	for _, node := range leaves(t) {
		for _, flag := range node.Flags {
			flags[node.FullPath()] += " --" + flag.Name + " "
		}
	}
	for line := range strings.SplitSeq(manual(t), "\n") {
		if name, ok := strings.CutPrefix(line, "## `"); ok {
			section = strings.TrimSuffix(name, "`")
		}
		if !strings.HasPrefix(line, "| `") || section == "" {
			continue
		}
		_, name, found := strings.Cut(strings.Split(line, "`")[1], "--")
		name, _, _ = strings.Cut(name, "=")
		if found {
			require.Contains(t, flags[section], " --"+name+" ", section)
		}
	}
}

func TestExamplesOfTheManualAreValidCommandLines(t *testing.T) {
	count := 0
	for line := range strings.SplitSeq(manual(t), "\n") {
		args, ok := strings.CutPrefix(line, "$ hearth ")
		if !ok {
			continue
		}
		count++
		parser, _ := newParser(context.Background(), &env{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
		_, err := parser.Parse(words(args))
		require.NoError(t, err, line)
	}
	require.Greater(t, count, 10)
}
