package main

// This file is the command line as a whole: its commands, its help and what becomes of errors.

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// cli is the command line.
type cli struct {
	JSON bool `name:"json" help:"Print one JSON object instead of text."`

	Train     trainCmd     `cmd:"" help:"Build a pack from a catalogue and an event log."`
	Pack      packCmd      `cmd:"" help:"Look into packs, check, compare and sign them."`
	Recommend recommendCmd `cmd:"" help:"Rank a whole catalogue for a history, with reasons."`
	Rank      rankCmd      `cmd:"" help:"Order the candidates you give, for a history."`
	Consent   consentCmd   `cmd:"" help:"Show what a person agreed to on a device, and decide."`
	Observe   observeCmd   `cmd:"" help:"Record what a person did on a device."`
	Order     orderCmd     `cmd:"" help:"Give a device the person's orders: dial, blocks, interests."`
	Profile   profileCmd   `cmd:"" help:"Print everything that a device holds."`
	Forget    forgetCmd    `cmd:"" help:"Make a device forget: an item, events, a category, a time, a session, all."`
	Export    exportCmd    `cmd:"" help:"Print everything that a device holds as one JSON file."`
	Import    importCmd    `cmd:"" help:"Restore a device from an export."`
	Erase     eraseCmd     `cmd:"" help:"Destroy a device's key, then its state."`
	Audit     auditCmd     `cmd:"" help:"Say in plain words what was done with the data on a device."`
	Replay    replayCmd    `cmd:"" help:"Feed a person's events in time order and print what would have been shown."`
	Tune      tuneCmd      `cmd:"" help:"Choose the model's settings on validation targets."`
	Eval      evalCmd      `cmd:"" help:"Train on a part of the data and measure on the rest."`
	Serve     serveCmd     `cmd:"" help:"Serve a folder to browsers, for demos and development."`
	Version   versionCmd   `cmd:"" help:"Print the versions of command, module and formats."`
}

const description = `Personalization that runs on the person's own device.

A site trains one pack, the same for everybody, from its catalogue and logs. A small WebAssembly module ranks it for a person ` +
	`from that person's own history, and says why; the history never leaves the device.

Begin here: "sample:" is a generated shop, and so needs no files.

  hearth train --data sample: --out shop.pack
  hearth pack inspect shop.pack
  hearth recommend --pack shop.pack --history i0007 --explain
  hearth eval --data sample:
`

// usageError is a fault of the command line itself.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exited is what kong's exit hook panics with, to end --help.
type exited int

// run parses and runs a command line and returns the exit code.
func run(ctx context.Context, args []string, e *env) (code int) {
	if len(args) == 0 {
		run(ctx, []string{"--help"}, &env{out: e.err, err: e.err})
		return exitUsage
	}
	parser, app := newParser(ctx, e)
	defer func() {
		if r := recover(); r != nil {
			status, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = int(status)
		}
	}()
	kctx, err := parser.Parse(args)
	if err != nil {
		return complain(e, kctx, usageError{err})
	}
	e.json = app.JSON
	return complain(e, kctx, kctx.Run())
}

func newParser(ctx context.Context, e *env) (*kong.Kong, *cli) {
	app := &cli{}
	parser := kong.Must(app,
		kong.Name("hearth"),
		kong.Description(description),
		kong.Writers(e.out, e.err),
		kong.Exit(func(code int) { panic(exited(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100, FlagsLast: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(e),
	)
	return parser, app
}

// complain prints an error, if any, and returns the exit code for it.
func complain(e *env, kctx *kong.Context, err error) int {
	if err == nil {
		return exitOK
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(e.err, "hearth: interrupted")
		return exitFailure
	}
	fmt.Fprintln(e.err, "hearth:", clean(err.Error()))
	if !errors.As(err, new(usageError)) {
		return exitFailure
	}
	fmt.Fprintf(e.err, "Run \"%s --help\" for usage and examples.\n", commandPath(err, kctx))
	return exitUsage
}

// commandPath returns the words of the command that a fault is in, as far as they were understood.
func commandPath(err error, kctx *kong.Context) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) {
		kctx = parse.Context
	}
	if kctx == nil || kctx.Selected() == nil {
		return "hearth"
	}
	return kctx.Selected().FullPath()
}
