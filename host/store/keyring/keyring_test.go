package keyring

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hearthrank/hearth/host/store"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"
)

var ctx = context.Background()

func TestKeys(t *testing.T) {
	keyring.MockInit()
	keys := New("films")
	_, err := keys.Get(ctx, "anna")
	require.ErrorIs(t, err, store.ErrKey)
	require.EqualError(t, err, "store: keyring: service films: key anna: no key")

	key, err := keys.Create(ctx, "anna")
	require.NoError(t, err)
	require.Len(t, key, store.KeySize)
	again, err := New("films").Create(ctx, "anna")
	require.NoError(t, err)
	require.Equal(t, key, again, "Create does not replace a key")
	got, err := keys.Get(ctx, "anna")
	require.NoError(t, err)
	require.Equal(t, key, got)
	_, err = New("shoes").Get(ctx, "anna")
	require.ErrorIs(t, err, store.ErrKey, "services do not share keys")

	require.NoError(t, keys.Destroy(ctx, "anna"))
	require.NoError(t, keys.Destroy(ctx, "anna"), "it is no error when there is none")
	_, err = keys.Get(ctx, "anna")
	require.ErrorIs(t, err, store.ErrKey)
}

func TestForeignEntries(t *testing.T) {
	for name, text := range map[string]string{
		"a password": "correct horse", "nothing": "", "short": "00ff", "long": strings.Repeat("0", 66), "odd": strings.Repeat("0", 63),
	} {
		t.Run(name, func(t *testing.T) {
			keyring.MockInit()
			require.NoError(t, keyring.Set("films", "anna", text))
			keys := New("films")
			_, err := keys.Get(ctx, "anna")
			require.ErrorIs(t, err, store.ErrCorrupt)
			require.NotErrorIs(t, err, store.ErrKey, "it is not to be replaced")
			_, err = keys.Create(ctx, "anna")
			require.ErrorIs(t, err, store.ErrCorrupt)
			kept, err := keyring.Get("films", "anna")
			require.NoError(t, err)
			require.Equal(t, text, kept)
		})
	}
}

// TestNoKeyring: a keyring that does not answer is not one without the key, or a Save would make another.
func TestNoKeyring(t *testing.T) {
	locked := errors.New("the keyring is locked")
	keyring.MockInitWithError(locked)
	keys := New("films")
	_, err := keys.Get(ctx, "anna")
	require.ErrorIs(t, err, locked)
	require.NotErrorIs(t, err, store.ErrKey)
	require.EqualError(t, err, "store: keyring: service films: key anna: the keyring is locked")
	_, err = keys.Create(ctx, "anna")
	require.ErrorIs(t, err, locked)
	require.ErrorIs(t, keys.Destroy(ctx, "anna"), locked)
}

func TestContext(t *testing.T) {
	keyring.MockInit()
	keys := New("films")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err := keys.Get(ended, "anna")
	require.ErrorIs(t, err, context.Canceled)
	_, err = keys.Create(ended, "anna")
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, keys.Destroy(ended, "anna"), context.Canceled)
}

// TestStore keeps a state whose key is in the keyring, and erases it.
func TestStore(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	f, err := store.Open(ctx, dir, store.NewConfig("films.example", "anna", New("films")))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, f.Save(ctx, []byte("snapshot")))
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "snapshot", string(got))
	require.NoError(t, f.Erase(ctx))
	_, err = keyring.Get("films", "anna")
	require.ErrorIs(t, err, keyring.ErrNotFound)
	got, err = f.Load(ctx)
	require.NoError(t, err)
	require.Nil(t, got)
}
