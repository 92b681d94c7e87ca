package host

import (
	"context"
	"crypto/ed25519"
	"os"
	"testing"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/stretchr/testify/require"
)

func TestLoadRefuses(t *testing.T) {
	function := slicesOf(wasmString("env"), wasmString("now"), []byte{0, 1})
	table := slicesOf(wasmString("env"), wasmString("table"), []byte{1, 0x70, 0, 1})
	memory := slicesOf(wasmString("js"), wasmString("mem"), []byte{2, 0, 1})
	global := slicesOf(wasmString("env"), wasmString("base"), []byte{3, 0x7f, 0})
	cases := []struct {
		name string
		wasm []byte
		want error
		text string
	}{
		{"imported function", fake{version: 1, imports: vector(function)}.build(), ErrImport, `load: an engine imports nothing: this module imports "env"."now" (of 1)`},
		{"imported table", fake{version: 1, imports: vector(table, function)}.build(), ErrImport, `load: an engine imports nothing: this module imports "env"."table" (of 2)`},
		{"imported memory", fake{version: 1, imports: vector(memory)}.build(), ErrImport, `load: an engine imports nothing: this module imports "js"."mem" (of 1)`},
		{"imported global", fake{version: 1, imports: vector(global)}.build(), ErrImport, `load: an engine imports nothing: this module imports "env"."base" (of 1)`},
		{"cut import", append([]byte("\x00asm\x01\x00\x00\x00"), 2, 2, 1, 9), ErrImport, `load: an engine imports nothing: this module imports ""."" (of 1)`},
		{"newer ABI", fake{version: 2}.build(), ErrABI, "load: another ABI version: it is version 2, this host speaks 1"},
		{"older ABI", fake{version: 0}.build(), ErrABI, "load: another ABI version: it is version 0, this host speaks 1"},
		{"no memory", fake{version: 1, drop: "memory"}.build(), ErrExport, "load: not an export of the type an engine has: memory"},
		{"no start", fake{version: 1, drop: "_initialize"}.build(), ErrExport, "load: not an export of the type an engine has: _initialize"},
		{"no operation", fake{version: 1, drop: "hearth_forget"}.build(), ErrExport, "load: not an export of the type an engine has: hearth_forget"},
		{"operation of another type", fake{version: 1, rename: "hearth_rank"}.build(), ErrExport, "load: not an export of the type an engine has: hearth_rank"},
		{"large memory", fake{version: 1, minPages: 17}.build(), ErrMemory, "load: out of memory: the limit is reached: the module begins with 1114112 bytes, the limit is 1048576"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Load(context.Background(), tc.wasm, NewConfig().WithMemoryLimit(1<<20))
			require.ErrorIs(t, err, tc.want)
			require.EqualError(t, err, tc.text)
		})
	}
}

func TestLoadRefusesWhatIsNoModule(t *testing.T) {
	whole := fake{version: 1}.build()
	for name, bytes := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "header": whole[:8], "cut": whole[:len(whole)-1], "cut section": append(whole[:8:8], 1, 200),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(context.Background(), bytes, NewConfig())
			require.Error(t, err)
		})
	}
}

func TestEmptyImportSectionIsNoImport(t *testing.T) {
	fake{imports: []byte{0}}.load(t, NewConfig())
}

func TestConfigIsCheckedOnce(t *testing.T) {
	cases := []struct {
		name   string
		config Config
		text   string
	}{
		{"memory below a page", NewConfig().WithMemoryLimit(1000), "host: memory limit of 1000 bytes: want 65536 to 4294967296"},
		{"memory above wasm's", NewConfig().WithMemoryLimit(5 << 30), "host: memory limit of 5368709120 bytes: want 65536 to 4294967296"},
		{"journal", NewConfig().WithJournalLimit(-1), "host: journal limit of -1 calls: want 1 or more"},
		{"key", NewConfig().WithPublicKey(make([]byte, 31)), "host: public key 0: 31 bytes, want 32"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Load(context.Background(), fake{version: 1}.build(), tc.config)
			require.EqualError(t, err, tc.text)
		})
	}
}

func TestConfigIsImmutable(t *testing.T) {
	base := NewConfig()
	_ = base.WithMemoryLimit(1 << 20).WithCacheDir("x").WithJournalLimit(3).WithCloseOnContextDone(true)
	require.Equal(t, Config{}, base)
	key := make(ed25519.PublicKey, ed25519.PublicKeySize)
	keyed := base.WithPublicKey(key)
	key[0] = 1
	require.Zero(t, keyed.keys[0][0])

	device := NewDeviceConfig()
	_ = device.WithGrants("rank").WithMaxDays(NoCap).WithMaxEvents(9).WithSnapshot([]byte{1})
	require.Equal(t, DeviceConfig{}, device)
}

func TestCompilationCache(t *testing.T) {
	dir := t.TempDir()
	fake{}.load(t, NewConfig().WithCacheDir(dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	d, err := fake{}.load(t, NewConfig().WithCacheDir(dir)).NewDevice(context.Background(), Pack{Bytes: []byte("p")}, NewDeviceConfig())
	require.NoError(t, err)
	observes(t, d, "view")
	requireCount(t, 1, d)
}

func TestCacheDirMustBeADirectory(t *testing.T) {
	file := t.TempDir() + "/file"
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Load(context.Background(), fake{version: 1}.build(), NewConfig().WithCacheDir(file))
	require.ErrorContains(t, err, "host: compilation cache")
}

func TestSignatures(t *testing.T) {
	ctx := context.Background()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	other, otherPrivate, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	bytes := []byte("the pack")
	cases := []struct {
		name string
		keys []ed25519.PublicKey
		pack Pack
		text string
	}{
		{"signed", []ed25519.PublicKey{public}, Pack{bytes, SignPack(private, bytes)}, ""},
		{"signed by the second key", []ed25519.PublicKey{other, public}, Pack{bytes, SignPack(private, bytes)}, ""},
		{"no key configured", nil, Pack{Bytes: bytes}, ""},
		{"unsigned", []ed25519.PublicKey{public}, Pack{Bytes: bytes}, "pack: no valid signature: it has 0 bytes, want 64"},
		{"by another", []ed25519.PublicKey{public}, Pack{bytes, SignPack(otherPrivate, bytes)}, "pack: no valid signature: none of the public keys signed these bytes"},
		{"changed", []ed25519.PublicKey{public}, Pack{[]byte("the pACk"), SignPack(private, bytes)}, "pack: no valid signature: none of the public keys signed these bytes"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			m := fake{}.load(t, NewConfig().WithPublicKey(tc.keys...))
			d, err := m.NewDevice(ctx, tc.pack, NewDeviceConfig())
			_, poolErr := m.NewPool(ctx, tc.pack, 1)
			if tc.text == "" {
				require.NoError(t, err)
				require.NoError(t, poolErr)
				_, err = d.SwapPack(ctx, Pack{Bytes: []byte("x"), Signature: tc.pack.Signature}, SwapConfig{})
				require.Equal(t, tc.keys != nil, errorsIs(err, ErrSignature))
				return
			}
			require.EqualError(t, err, tc.text)
			require.ErrorIs(t, err, ErrSignature)
			require.ErrorIs(t, poolErr, ErrSignature)
		})
	}
}

func TestPackSizes(t *testing.T) {
	ctx := context.Background()
	m := fake{}.load(t, NewConfig())
	_, err := m.NewDevice(ctx, Pack{Bytes: make([]byte, 1<<16)}, NewDeviceConfig()) // above the fake's own cap
	require.ErrorIs(t, err, ErrTooLarge)
	require.EqualError(t, err, "pack: above the size cap: 65536 bytes, at most 67108864")
	require.EqualError(t, packSizeError(0), "pack: truncated: no bytes")
}

func TestMessageSize(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	_, err := d.Rank(context.Background(), RankRequest{Candidates: []string{string(make([]byte, abi.MaxMessage))}})
	require.ErrorIs(t, err, ErrTooLarge)
	require.ErrorContains(t, err, "rank: above the size cap: a request of 8388")
	requireCount(t, 0, d)
}

func TestErrorText(t *testing.T) {
	cases := []struct {
		name string
		err  *Error
		text string
	}{
		{"pack", &Error{Op: "pack", Code: ErrTruncated, Section: "pack: section 3 (items)", Offset: 1204}, "pack: section 3 (items): offset 1204: truncated"},
		{"field", &Error{Op: "observe", Code: ErrMissing, Offset: -1, Path: "events[2].type"}, "observe: events[2].type: missing"},
		{"words", &Error{Op: "restore", Code: ErrPurpose, Offset: -1, Path: "grants[0]"}, "restore: grants[0]: unknown purpose"},
		{"a code of tomorrow", &Error{Op: "rank", Code: "no_such_thing", Offset: -1}, "rank: no such thing"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			require.EqualError(t, tc.err, tc.text)
			require.ErrorIs(t, tc.err, tc.err.Code)
		})
	}
}
