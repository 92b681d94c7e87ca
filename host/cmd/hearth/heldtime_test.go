package main

// What time takes goes from the directory too.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const dayMinutes = 24 * 60

// TestContextGoesFromTheDirectoryToo: context that is past its retention is in no file after any command, one that changes nothing included.
func TestContextGoesFromTheDirectoryToo(t *testing.T) {
	for _, command := range []string{"profile", "audit", "consent", "order"} {
		k := keep(t)
		yml := write(t, k.dir, "places.yaml", "purposes:\n  - {id: rank, version: 1, text: Rank., stage: rank, limits: {place: 2}}\n")
		k.at(0, "consent", "--purposes", yml, "--grant", "rank")
		k.at(0, "observe", "--item", "a1", "--context", "city=Galway")
		require.Contains(t, string(k.state()), "Galway")
		before := k.state()
		k.at(dayMinutes, command)
		require.Equal(t, before, k.state(), "it is later, and that is all: nothing is written")
		k.at(9*dayMinutes, command)
		require.NotContains(t, string(k.state()), "Galway", command)
		require.Contains(t, k.at(9*dayMinutes, "profile").out, "[a1]")
	}
}

// TestALongSleepIsConfirmedByLooking: more than 400 days later it takes two commands a day apart to remove what is past its retention: any two.
func TestALongSleepIsConfirmedByLooking(t *testing.T) {
	k := keep(t)
	k.at(0, "consent", "--purposes", k.yml, "--grant", "rank")
	k.at(0, "observe", "--item", "a1")
	k.at(500*dayMinutes, "profile")
	require.Contains(t, string(k.state()), "a1", "that clock may be wrong")
	k.at(502*dayMinutes, "profile")
	require.NotContains(t, string(k.state()), "a1")
}

// TestLapseIsWritten: the ledger has it, whatever command saw it.
func TestLapseIsWritten(t *testing.T) {
	k := keep(t)
	k.at(0, "consent", "--purposes", k.yml, "--grant", "rank")
	before := len(k.state())
	k.at(370*dayMinutes, "audit")
	require.Greater(t, len(k.state()), before)
}
