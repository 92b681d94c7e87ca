package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// folder makes a site and returns its handler.
func folder(t testing.TB) (dir string, handler http.Handler) {
	dir = t.TempDir()
	for name, text := range map[string]string{
		"index.html": "<p>hello", "app.js": "export {}", "app.mjs": "export {}", "style.css": "p{}", "data.json": "{}",
		"engine.wasm": "\x00asm", "shop.pack": "HEARTHPK", "shop.pack.sig": "sig", "notes.txt": "text", "icon.svg": "<svg/>", "odd.qqq": "?",
		"sub/index.html": "<p>sub", "bare/file.txt": "x", ".secret": "no", ".git/config": "no", "sub/.hidden": "no", "a b.txt": "space",
	} {
		write(t, dir, name, text)
	}
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = root.Close() })
	return dir, newSite(root)
}

// get asks a handler; headers come in pairs.
func get(h http.Handler, method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, "http://site.test/", nil)
	r.URL.Path = path
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(b)
}

func TestServeFilesWithTheirTypes(t *testing.T) {
	_, h := folder(t)
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/index.html": "text/html; charset=utf-8", "/app.js": "text/javascript; charset=utf-8",
		"/app.mjs": "text/javascript; charset=utf-8", "/style.css": "text/css; charset=utf-8", "/data.json": "application/json",
		"/engine.wasm": "application/wasm", "/shop.pack": "application/octet-stream", "/shop.pack.sig": "application/octet-stream",
		"/notes.txt": "text/plain; charset=utf-8", "/icon.svg": "image/svg+xml", "/odd.qqq": "application/octet-stream",
		"/sub/": "text/html; charset=utf-8", "/a b.txt": "text/plain; charset=utf-8",
	} {
		r := get(h, http.MethodGet, path)
		require.Equal(t, http.StatusOK, r.StatusCode, path)
		require.Equal(t, want, r.Header.Get("Content-Type"), path)
	}
	require.Equal(t, "<p>sub", body(t, get(h, http.MethodGet, "/sub/")))
}

func TestServeHeadersOnEveryAnswer(t *testing.T) {
	_, h := folder(t)
	for _, r := range []*http.Response{
		get(h, http.MethodGet, "/"), get(h, http.MethodGet, "/none"), get(h, http.MethodPost, "/"), get(h, http.MethodGet, "/sub"),
	} {
		require.Equal(t, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "+
			"worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", r.Header.Get("Content-Security-Policy"))
		require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
		require.Equal(t, "no-referrer", r.Header.Get("Referrer-Policy"))
		require.Equal(t, "same-origin", r.Header.Get("Cross-Origin-Opener-Policy"))
		require.Equal(t, "same-origin", r.Header.Get("Cross-Origin-Resource-Policy"))
	}
}

func TestServeNothingElse(t *testing.T) {
	dir, h := folder(t)
	outside := write(t, t.TempDir(), "outside.txt", "secret")
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link.txt")))
	require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(dir, "linked")))
	for _, path := range []string{
		"/none", "/.secret", "/.git/config", "/sub/.hidden", "/bare", "/bare/", "/index.html/", "/sub/none.html", "/link.txt", "/linked/outside.txt",
		"/../" + filepath.Base(filepath.Dir(outside)) + "/outside.txt", "/sub/../.secret", "//etc/passwd", "/..", "/sub//index.html", "/a\\b", "/x\x00",
		"/./index.html", outside,
	} {
		r := get(h, http.MethodGet, path)
		require.Equal(t, http.StatusNotFound, r.StatusCode, path)
		require.NotContains(t, body(t, r), "secret", path)
	}
}

func TestServeRedirectsToFoldersThatHaveAPage(t *testing.T) {
	_, h := folder(t)
	r := get(h, http.MethodGet, "/sub")
	require.Equal(t, http.StatusMovedPermanently, r.StatusCode)
	require.Equal(t, "sub/", r.Header.Get("Location"))
}

func TestServeMethods(t *testing.T) {
	_, h := folder(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		r := get(h, method, "/index.html")
		require.Equal(t, http.StatusMethodNotAllowed, r.StatusCode)
		require.Equal(t, "GET, HEAD", r.Header.Get("Allow"))
	}
	r := get(h, http.MethodHead, "/index.html")
	require.Equal(t, http.StatusOK, r.StatusCode)
	require.Empty(t, body(t, r))
	require.Equal(t, "8", r.Header.Get("Content-Length"))
}

func TestServeRangesAndTags(t *testing.T) {
	dir, h := folder(t)
	tag := get(h, http.MethodGet, "/shop.pack").Header.Get("ETag")
	require.Regexp(t, `^"[0-9a-f-]+"$`, tag)
	require.Equal(t, http.StatusNotModified, get(h, http.MethodGet, "/shop.pack", "If-None-Match", tag).StatusCode)
	r := get(h, http.MethodGet, "/shop.pack", "Range", "bytes=1-3")
	require.Equal(t, http.StatusPartialContent, r.StatusCode)
	require.Equal(t, "EAR", body(t, r))
	require.Equal(t, http.StatusRequestedRangeNotSatisfiable, get(h, http.MethodGet, "/shop.pack", "Range", "bytes=99-").StatusCode)
	write(t, dir, "shop.pack", "HEARTHPK and more")
	require.NotEqual(t, tag, get(h, http.MethodGet, "/shop.pack").Header.Get("ETag"))
}

func TestServePrecompressed(t *testing.T) {
	dir, h := folder(t)
	write(t, dir, "engine.wasm.br", "BR")
	write(t, dir, "engine.wasm.gz", "GZ")
	write(t, dir, "app.js.gz", "GZ")
	for _, c := range []struct{ path, accept, body, encoding string }{
		{"/engine.wasm", "gzip, br", "BR", "br"},
		{"/engine.wasm", "gzip", "GZ", "gzip"},
		{"/engine.wasm", "BR;q=0.1", "BR", "br"},
		{"/engine.wasm", "br;q=0, gzip;q=0.5", "GZ", "gzip"},
		{"/engine.wasm", "", "\x00asm", ""},
		{"/engine.wasm", "identity, deflate", "\x00asm", ""},
		{"/app.js", "br, gzip", "GZ", "gzip"},
		{"/app.js", "br", "export {}", ""},
		{"/style.css", "br, gzip", "p{}", ""},
	} {
		r := get(h, http.MethodGet, c.path, "Accept-Encoding", c.accept)
		require.Equal(t, http.StatusOK, r.StatusCode)
		require.Equal(t, c.body, body(t, r), "%s for %q", c.path, c.accept)
		require.Equal(t, c.encoding, r.Header.Get("Content-Encoding"), "%s for %q", c.path, c.accept)
		require.Equal(t, contentType(c.path), r.Header.Get("Content-Type"), "that of the plain file")
		require.Equal(t, c.path != "/style.css", r.Header.Get("Vary") == "Accept-Encoding", c.path)
	}
	br := get(h, http.MethodGet, "/engine.wasm", "Accept-Encoding", "br").Header.Get("ETag")
	require.NotEqual(t, get(h, http.MethodGet, "/engine.wasm").Header.Get("ETag"), br)

	old := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "engine.wasm.br"), old, old))
	require.Equal(t, "GZ", body(t, get(h, http.MethodGet, "/engine.wasm", "Accept-Encoding", "br, gzip")), "what is older than its file is not sent")
}

func TestAccepts(t *testing.T) {
	for _, c := range []struct {
		header string
		want   bool
	}{
		{"br", true}, {"gzip, br", true}, {"Br ; q=0.5", true}, {"br;q=1.000", true},
		{"", false}, {"brotli", false}, {"br;q=0", false}, {"br;q=0.0", false}, {"br;q=x", false}, {"*", false},
	} {
		require.Equal(t, c.want, accepts([]string{c.header}, "br"), c.header)
	}
	require.True(t, accepts([]string{"gzip", "br"}, "br"), "two header lines are one list")
}

func FuzzServe(f *testing.F) {
	f.Add("/index.html", "br")
	f.Add("/../.git/config", "gzip;q=")
	f.Add("//", ",;q=1")
	_, h := folder(f)
	f.Fuzz(func(t *testing.T, path, accept string) {
		r := get(h, http.MethodGet, path, "Accept-Encoding", accept)
		require.Contains(t, []int{http.StatusOK, http.StatusNotFound, http.StatusMovedPermanently}, r.StatusCode)
		require.NotEqual(t, "no", body(t, r), "a hidden file")
	})
}

// lines gives what a command prints, line by line.
type lines struct{ *bufio.Reader }

func (l lines) next(t *testing.T) string {
	t.Helper()
	text, err := l.ReadString('\n')
	require.NoError(t, err)
	return text
}

func TestServeCommandServesAndStops(t *testing.T) {
	dir, _ := folder(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	read, out := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--dir", dir, "--addr", "127.0.0.1:0"}, &env{out: out, err: io.Discard})
	}()
	said := lines{bufio.NewReader(read)}.next(t)
	require.Regexp(t, `^Serving .* at http://127\.0\.0\.1:\d+/ \(Ctrl-C stops\)\n$`, said)
	url := strings.Fields(said[strings.Index(said, "http"):])[0]
	r, err := http.Get(url + "engine.wasm")
	require.NoError(t, err)
	require.Equal(t, "\x00asm", body(t, r))
	require.NoError(t, r.Body.Close())
	cancel()
	require.Equal(t, exitOK, <-code)
	_, err = http.Get(url)
	require.Error(t, err, "nothing listens any more")
}

func TestServeSaysWhereInJSON(t *testing.T) {
	dir, _ := folder(t)
	ctx, cancel := context.WithCancel(context.Background())
	read, out := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--dir", dir, "--addr", "127.0.0.1:0", "--json"}, &env{out: out, err: io.Discard})
	}()
	var v served
	require.NoError(t, json.NewDecoder(read).Decode(&v))
	require.Equal(t, dir, v.Dir)
	require.Contains(t, v.URL, "http://127.0.0.1:")
	cancel()
	require.Equal(t, exitOK, <-code)
}

func TestServeFails(t *testing.T) {
	dir, _ := folder(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	addr := taken.Addr().String()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"port in use", []string{"--dir", dir, "--addr", addr}, "hearth: " + addr + " is in use: stop what listens there, or give --addr another port (0 takes a free one)\n"},
		{"no folder", []string{"--dir", filepath.Join(dir, "none")}, "none: no such file or directory\n"},
		{"a file", []string{"--dir", filepath.Join(dir, "app.js")}, "app.js: not a directory\n"},
		{"no such port", []string{"--dir", dir, "--addr", "127.0.0.1:99999"}, "cannot listen on 127.0.0.1:99999"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, append([]string{"serve"}, c.args...)...)
			require.Equal(t, exitFailure, o.code)
			require.Empty(t, o.out)
			require.Contains(t, o.err, c.want)
		})
	}
}

func TestServeConditionsAndRangesOfCompressedFiles(t *testing.T) {
	dir, h := folder(t)
	write(t, dir, "engine.wasm.br", "compressed")
	whole := get(h, http.MethodGet, "/engine.wasm", "Accept-Encoding", "br")
	tag := whole.Header.Get("ETag")
	part := get(h, http.MethodGet, "/engine.wasm", "Accept-Encoding", "br", "Range", "bytes=2-4", "If-Range", tag)
	require.Equal(t, http.StatusPartialContent, part.StatusCode)
	require.Equal(t, "mpr", body(t, part), "a range of the encoded bytes")
	other := get(h, http.MethodGet, "/engine.wasm", "Accept-Encoding", "br", "Range", "bytes=2-4", "If-Range", `"other"`)
	require.Equal(t, "compressed", body(t, other), "another version: the whole of this one")
	require.Equal(t, http.StatusNotModified, get(h, http.MethodGet, "/engine.wasm", "Accept-Encoding", "br", "If-None-Match", tag).StatusCode)
	require.Equal(t, http.StatusOK, get(h, http.MethodGet, "/engine.wasm", "If-None-Match", tag).StatusCode, "the plain file is another representation")
	head := get(h, http.MethodHead, "/engine.wasm", "Accept-Encoding", "br")
	require.Equal(t, "br", head.Header.Get("Content-Encoding"))
	require.Equal(t, "no-cache", head.Header.Get("Cache-Control"), "a developer sees what was changed")
	since := get(h, http.MethodGet, "/style.css").Header.Get("Last-Modified")
	require.Equal(t, http.StatusNotModified, get(h, http.MethodGet, "/style.css", "If-Modified-Since", since).StatusCode)
}

func TestServeSeesFilesThatComeAndGo(t *testing.T) {
	dir, h := folder(t)
	require.Equal(t, http.StatusNotFound, get(h, http.MethodGet, "/late.js").StatusCode)
	write(t, dir, "late.js", "1")
	require.Equal(t, "1", body(t, get(h, http.MethodGet, "/late.js")))
	require.NoError(t, os.Remove(filepath.Join(dir, "late.js")))
	require.Equal(t, http.StatusNotFound, get(h, http.MethodGet, "/late.js").StatusCode)
}

func TestServeAFileAsEmptyAsItIs(t *testing.T) {
	dir, h := folder(t)
	write(t, dir, "empty.js", "")
	r := get(h, http.MethodGet, "/empty.js")
	require.Equal(t, http.StatusOK, r.StatusCode)
	require.Equal(t, "text/javascript; charset=utf-8", r.Header.Get("Content-Type"), "not guessed from the content")
	require.Empty(t, body(t, r))
}
