package main

// This file is "hearth serve".

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

type serveCmd struct {
	Dir  string `default:"." placeholder:"DIR" help:"Folder to serve (default: the present one)."`
	Addr string `default:"127.0.0.1:8787" placeholder:"HOST:PORT" help:"Address to listen on; port 0 takes a free one (default ${default})."`
}

// Help is printed below the one-line help.
func (*serveCmd) Help() string {
	return `Static files with the right types and the headers that a page with the module needs: a content security policy that lets it run ` +
		`WebAssembly and connect to nothing but this server. FILE.br and FILE.gz are sent in place of FILE to browsers that take them. ` +
		`Hidden files, folder listings and anything outside the folder are not served. It is for development: a public site needs https.

Examples:

  hearth serve --dir site
  hearth serve --dir site --addr 127.0.0.1:0`
}

// Validate reports bad flags as faults of the command line.
func (c *serveCmd) Validate() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return usagef("--addr %q: want HOST:PORT, such as 127.0.0.1:8787", c.Addr)
	}
	return nil
}

const (
	shutdownTime = 3 * time.Second // for requests under way when the server is stopped
	headerTime   = 10 * time.Second
)

// served says where the folder is to be found.
type served struct {
	URL string `json:"url"`
	Dir string `json:"dir"`
}

// Run serves until the context ends.
func (c *serveCmd) Run(ctx context.Context, e *env) error {
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Dir, cause(err))
	}
	defer root.Close()
	listener, err := listen(c.Addr)
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return err
	}
	v := served{"http://" + listener.Addr().String() + "/", dir}
	if err := e.show(v, func() { e.printf("Serving %s at %s (Ctrl-C stops)\n", v.Dir, v.URL) }); err != nil {
		return err
	}
	return serveUntil(ctx, &http.Server{Handler: newSite(root), ReadHeaderTimeout: headerTime}, listener)
}

func listen(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use: stop what listens there, or give --addr another port (0 takes a free one)", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	return listener, nil
}

// serveUntil serves until the context ends, then lets requests under way finish.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if server.Shutdown(limited) != nil {
		return server.Close()
	}
	return nil
}
