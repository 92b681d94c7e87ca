package main

// This file opens a device in the module, for the commands that rank for a person.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/wasm"
)

const defaultType = "view"

// deviceFlags are a pack and what the person of the device grants.
type deviceFlags struct {
	packFlags
	Grants []string `placeholder:"PURPOSE" help:"Purposes the person grants: all, none, or names such as rank. Apps begin with none; here the default is all."`
}

// granted returns the grants in words.
func (f *deviceFlags) granted() []string {
	if len(f.Grants) == 0 {
		return []string{host.GrantAll}
	}
	return f.Grants
}

// purposes returns the grants for the module.
func (f *deviceFlags) purposes() []string {
	if slices.Equal(f.Grants, []string{"none"}) {
		return nil
	}
	return f.granted()
}

// personFlags are a device with a history given by hand, or one that is kept in a directory.
type personFlags struct {
	deviceFlags
	sealFlags
	Purposes    string            `placeholder:"FILE" help:"With --device: what the site declares (YAML), as in hearth consent."`
	History     []string          `sep:"none" placeholder:"TITLE|ID" help:"Item of the history, the oldest first; repeat it. A comma list is taken when every part is an exact id or title."`
	HistoryFile string            `placeholder:"FILE" help:"History with one id or title a line, the oldest first; - is standard input. It comes before --history."`
	Type        string            `placeholder:"TYPE" help:"Event type of the history (default view or, when the pack lacks it, its first type that counts in favour)."`
	Context     map[string]string `mapsep:"none" placeholder:"NAME=VALUE" help:"Context of the request, such as weekday=sat; repeat it. daypart and weekday come from the time when not given."`
	At          moment            `placeholder:"TIME" help:"Moment of the request, RFC 3339 with the person's offset, such as 2025-03-01T20:15:00+01:00 (default: now)."`
}

// moment is a time on the command line.
type moment struct{ time.Time }

// UnmarshalText reads RFC 3339.
func (m *moment) UnmarshalText(text []byte) (err error) {
	if m.Time, err = time.Parse(time.RFC3339, string(text)); err != nil {
		return fmt.Errorf("%q: want RFC 3339, such as 2025-03-01T20:15:00+01:00", text)
	}
	return nil
}

func (f *personFlags) check() error {
	if slices.Contains(f.History, "") {
		return usagef("--history: empty")
	}
	for name := range f.Context {
		if name == "" {
			return usagef("--context: want NAME=VALUE")
		}
	}
	if f.Device == "" && (f.KeyDir != "" || f.Keyring || f.Purposes != "") {
		return usagef("--key-dir, --keyring and --purposes: need --device")
	}
	if err := f.sealFlags.check(); err != nil {
		return err
	}
	if f.Device != "" && (len(f.History)+len(f.Grants) > 0 || f.HistoryFile != "" || f.Type != "") {
		return usagef("--device: it has its own history and grants; --history, --history-file, --type and --grants are for a person given by hand")
	}
	return f.trustFlags.check()
}

// session is a device at work.
type session struct {
	file    *packFile
	matcher *matcher
	grants  []string
	module  *host.Module
	device  *host.Device
	now     time.Time // what the device's clock says
	history []itemRef
	holder  *holder // where the person is kept; nil when the person is given by hand
}

// itemRef names an item.
type itemRef struct {
	ID    string `json:"id"`
	Title string `json:"title,omitempty"`
}

// openSession loads the module and gives it the pack and an empty person.
func openSession(ctx context.Context, e *env, f *deviceFlags, now time.Time, config host.DeviceConfig) (*session, error) {
	file, err := readPack(f.Pack, f.trustFlags)
	if err != nil {
		return nil, err
	}
	s := &session{file: file, matcher: newMatcher(file.pack), grants: f.granted(), now: now, history: []itemRef{}}
	if s.module, err = host.Load(ctx, wasm.Engine(), host.NewConfig().WithCacheDir(e.cacheDir)); err != nil {
		return nil, err
	}
	config = config.WithGrants(f.purposes()...).WithClock(func() time.Time { return s.now })
	if s.device, err = s.module.NewDevice(ctx, host.Pack{Bytes: file.bytes}, config); err != nil {
		_ = s.module.Close(ctx)
		if errors.Is(err, host.ErrPurpose) {
			return nil, usagef("--grants %s: unknown purpose; want all, none or names such as rank", strings.Join(f.Grants, ","))
		}
		return nil, err
	}
	return s, nil
}

// close ends device and module. The context of the command may have ended.
func (s *session) close(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	_ = s.device.Close(ctx) // both only free memory
	_ = s.module.Close(ctx)
	if s.holder != nil {
		_ = s.holder.sealed.Close() // what was saved is saved
	}
}

// openPerson opens a session whose person has the history of the flags.
func openPerson(ctx context.Context, e *env, f *personFlags) (*session, error) {
	if f.Device != "" {
		return openKept(ctx, e, f)
	}
	now := f.At.Time
	if now.IsZero() {
		now = e.now()
	}
	s, err := openSession(ctx, e, &f.deviceFlags, now, host.NewDeviceConfig().WithMaxEvents(host.NoCap))
	if err != nil {
		return nil, err
	}
	if err := s.live(ctx, e, f); err != nil {
		s.close(ctx)
		return nil, err
	}
	return s, nil
}

// openKept opens a session with the person of a directory.
func openKept(ctx context.Context, e *env, f *personFlags) (*session, error) {
	h, err := openHeld(ctx, e, &heldFlags{packFlags: f.packFlags, sealFlags: f.sealFlags, Purposes: f.Purposes, At: f.At})
	if err != nil {
		return nil, err
	}
	profile, err := h.device.Profile(ctx)
	if err != nil {
		h.close(ctx)
		return nil, err
	}
	s := h.session
	s.checkContext(e, f.Context)
	s.grants = []string{}
	for _, p := range profile.Purposes {
		if p.Holds {
			s.grants = append(s.grants, p.ID)
		}
	}
	for i := range profile.Events {
		if ev := &profile.Events[i]; ev.Used && ev.Item != "" {
			s.history = append(s.history, itemRef{ev.Item, ev.Title})
		}
	}
	if h.sealed != nil {
		s.holder = h
	}
	return s, nil
}

// live feeds the history: one event a minute, the last a minute ago.
func (s *session) live(ctx context.Context, e *env, f *personFlags) error {
	items, err := s.named(e, f.HistoryFile, "--history-file", f.History, "--history")
	if err != nil {
		return err
	}
	kind, err := s.eventType(f.Type)
	if err != nil {
		return err
	}
	s.checkContext(e, f.Context)
	events := make([]host.Event, len(items))
	for i, item := range items {
		s.history = append(s.history, s.ref(item))
		ago := time.Duration(len(items)-i) * time.Minute
		events[i] = host.Event{Type: kind, Item: s.file.pack.ID(item), Time: s.now.Add(-ago)}
	}
	if len(events) == 0 {
		return nil
	}
	observed, err := s.device.Observe(ctx, events...)
	if err != nil {
		return err
	}
	if n := len(events) - observed.Recorded; n > 0 {
		e.note("%d of %d events of the history not recorded: the pack calls their items sensitive, and no purpose that is granted is for those", n, len(events))
	}
	return nil
}

func (s *session) ref(item uint32) itemRef {
	return itemRef{s.file.pack.ID(item), s.file.pack.Title(item)}
}

// eventType returns the type of the history's events.
func (s *session) eventType(asked string) (string, error) {
	types := s.file.pack.Types()
	names := make([]string, len(types))
	favour := ""
	for i := range types {
		names[i] = types[i].Name
		if types[i].Weight > 0 && (favour == "" || types[i].Name == defaultType) {
			favour = types[i].Name
		}
	}
	switch {
	case asked == "" && favour == "":
		return "", fmt.Errorf("no event type of this pack counts in favour of an item: give --type, one of %s", strings.Join(names, ", "))
	case asked == "":
		return favour, nil
	case !slices.Contains(names, asked):
		return "", fmt.Errorf("--type %q: the pack has %s", asked, strings.Join(names, ", "))
	}
	return asked, nil
}

// checkContext remarks on what the pack knows nothing of: it changes nothing, which may be a typing error.
func (s *session) checkContext(e *env, context map[string]string) {
	p := s.file.pack
	var names []string
	index := map[string]int{}
	for i := range p.Features() {
		name, _ := p.Feature(i)
		names = append(names, name)
		index[name] = i
	}
	for _, name := range sortedKeys(context) {
		if i, ok := index[name]; !ok {
			e.note("--context %s: no effect: the pack has the features %s", name, orNone(names))
		} else if p.Cell(i, context[name]) == noCell {
			e.note("--context %s=%s: no effect: the pack has the values %s", name, context[name], orNone(featureValues(p, i)))
		}
	}
}

// named resolves the items of a file and of a repeated flag, in this order.
func (s *session) named(e *env, file, fileFlag string, texts []string, flag string) ([]uint32, error) {
	items, err := s.fromFile(e, file, fileFlag)
	if err != nil {
		return nil, err
	}
	for _, text := range texts {
		found, err := s.matcher.list(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		items = append(items, found...)
	}
	return items, nil
}

// fromFile resolves the lines of a file; blank ones are skipped.
func (s *session) fromFile(e *env, path, flag string) ([]uint32, error) {
	if path == "" {
		return nil, nil
	}
	in := e.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		defer f.Close()
		in = f
	}
	return s.fromLines(in, path)
}

func (s *session) fromLines(in io.Reader, name string) ([]uint32, error) {
	var items []uint32
	lines := bufio.NewScanner(in)
	n := 1
	for ; lines.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if text == "" {
			continue
		}
		item, err := s.matcher.one(text)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", name, n, err)
		}
		items = append(items, item)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: line %d: %w", name, n, err)
	}
	return items, nil
}
