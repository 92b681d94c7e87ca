package main

// This file draws the progress of long work on a terminal.

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar that changes with the stage. It is silent when stderr is no terminal, and safe for concurrent use.
type progress struct {
	env   *env
	mu    sync.Mutex
	stage string
	bar   *progressbar.ProgressBar
}

func (e *env) progress() *progress { return &progress{env: e} }

// report shows that done of total of a stage is behind us; a total of 0 is unknown.
func (p *progress) report(stage string, done, total int64) {
	if !p.env.errTerm {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil || stage != p.stage {
		p.clear()
		p.stage, p.bar = stage, newBar(p.env, stage, total)
	}
	if total > 0 && total != p.bar.GetMax64() {
		p.bar.ChangeMax64(total)
	}
	_ = p.bar.Set64(done) // drawing is best effort
}

// of returns report for one stage.
func (p *progress) of(stage string) func(done, total int64) {
	return func(done, total int64) { p.report(stage, done, total) }
}

// end wipes the bar.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}

func newBar(e *env, stage string, total int64) *progressbar.ProgressBar {
	if total <= 0 {
		total = -1
	}
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(e.err),
		progressbar.OptionSetDescription(stage),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetRenderBlankState(true),
	)
}
