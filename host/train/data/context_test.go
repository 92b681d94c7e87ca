package data_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestContextColumns(t *testing.T) {
	e := data.Events{Context: []data.Column{{Name: "weather"}, {Name: "device"}, {Name: "place"}}}
	require.Equal(t, []string{"device", "place", "weather"}, e.ContextNames())
	require.Equal(t, "weather", e.Context[0].Name, "the columns stay in their order")
	require.Same(t, &e.Context[1], e.Column("device"))
	require.Nil(t, e.Column("Device"), "names are exact")
	require.Nil(t, e.Column(""))
}

func TestContextOfAPlainLog(t *testing.T) {
	var e data.Events
	require.Empty(t, e.ContextNames())
	require.NotNil(t, e.ContextNames())
	require.Nil(t, e.Column("device"))
}
