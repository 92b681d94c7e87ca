package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// leaves lists the commands of the parser.
func leaves(t *testing.T) []*kong.Node {
	t.Helper()
	parser, _ := newParser(context.Background(), &env{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
	return parser.Model.Leaves(false)
}

func TestHelpOfEveryCommand(t *testing.T) {
	t.Setenv("COLUMNS", "90")
	golden(t, "help", ok(t, "--help").out)
	for _, node := range leaves(t) {
		words := strings.Fields(strings.TrimPrefix(node.FullPath(), "hearth "))
		t.Run(strings.Join(words, "-"), func(t *testing.T) {
			o := ok(t, append(words, "--help")...)
			require.Empty(t, o.err)
			golden(t, "help-"+strings.Join(words, "-"), o.out)
		})
	}
}

func TestNoCommandPrintsHelpOnStderr(t *testing.T) {
	o := hearth(t)
	require.Equal(t, exitUsage, o.code)
	require.Empty(t, o.out)
	require.Contains(t, o.err, "Usage: hearth <command>")
}

// words splits an example as a shell does, quotes and redirection included.
func words(line string) []string {
	var list []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			list = append(list, part)
			continue
		}
		before, _, redirected := strings.Cut(part, ">")
		list = append(list, strings.Fields(before)...)
		if redirected {
			break
		}
	}
	return list
}

// examples lists the example lines of a help text.
func examples(help string) []string {
	var list []string
	for line := range strings.SplitSeq(help, "\n") {
		if strings.HasPrefix(line, "  hearth ") {
			list = append(list, strings.TrimPrefix(line, "  hearth "))
		}
	}
	return list
}

func TestEveryExampleOfTheHelpIsAValidCommandLine(t *testing.T) {
	texts := map[string]string{"hearth": description}
	for _, node := range leaves(t) {
		texts[node.FullPath()] = node.Detail
	}
	for path, text := range texts {
		list := examples(text)
		require.NotEmpty(t, list, "%s teaches with examples", path)
		for _, line := range list {
			parser, _ := newParser(context.Background(), &env{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
			kctx, err := parser.Parse(words(line))
			require.NoError(t, err, line)
			if path != "hearth" {
				require.Equal(t, path, kctx.Selected().FullPath(), line)
			}
		}
	}
}

func TestEveryFlagAndArgumentHasHelp(t *testing.T) {
	for _, node := range leaves(t) {
		require.NotEmpty(t, node.Help, node.FullPath())
		require.True(t, strings.HasSuffix(node.Help, "."), node.FullPath())
		for _, flag := range node.Flags {
			require.True(t, strings.HasSuffix(flag.Help, "."), "%s --%s: %q", node.FullPath(), flag.Name, flag.Help)
		}
		for _, arg := range node.Positional {
			require.True(t, strings.HasSuffix(arg.Help, "."), "%s %s", node.FullPath(), arg.Name)
		}
	}
}

func TestWords(t *testing.T) {
	require.Equal(t, []string{"rank", "--history", "Heat (1995)", "b"}, words(`rank --history "Heat (1995)" b`))
	require.Equal(t, []string{"eval", "--json"}, words("eval --json > films.json"))
}
