package host

import (
	"slices"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
)

// NoCap lifts a cap: WithMaxEvents(NoCap), WithMaxDays(NoCap).
const NoCap = -1

// GrantAll, as a grant, grants every purpose. It is for tests and measurements, not for persons.
const GrantAll = "all"

// DeviceConfig is one person's state and its rules. It is an immutable value: each WithX returns a changed copy. The zero
// DeviceConfig is that of NewDeviceConfig.
type DeviceConfig struct {
	purposes    []Purpose
	grants      []string
	consentDays int64
	signal      []string
	confidence  int64
	maxEvents   int64
	maxDays     int64
	snapshot    []byte
	clock       func() time.Time
}

// NewDeviceConfig returns the defaults: no history, no purpose granted (nothing is recorded and no history used), 5,000 events,
// 90 days, and the process's clock.
func NewDeviceConfig() DeviceConfig {
	return DeviceConfig{}
}

// WithPurposes declares what the person can be asked for, beside what the pack declares: of a purpose that both declare the narrower
// categories and the shorter retention hold, and two texts of one version are an error (ErrConflict). Where neither declares any there is
// the one purpose "rank".
func (c DeviceConfig) WithPurposes(purposes ...Purpose) DeviceConfig {
	c.purposes = slices.Clone(purposes)
	return c
}

// WithConsentDays sets how long a yes of the person holds; 0 is the default of 365, NoCap is for ever. After it the purpose is masked, and after
// 30 days more it is withdrawn.
func (c DeviceConfig) WithConsentDays(n int) DeviceConfig {
	c.consentDays = int64(n)
	return c
}

// WithSignalStages sets which stages, such as StageRank, a signal such as Global Privacy Control switches off besides report and federate.
func (c DeviceConfig) WithSignalStages(stages ...string) DeviceConfig {
	c.signal = slices.Clone(stages)
	return c
}

// WithConfidence sets how sure the history must be for a slate to be personal, in percent: |Σ b| / (Σ |b| + 1) over the weights b of its events, where
// one new event of weight 1 makes 50 and as much against as for makes 0. 0, the default, asks for nothing.
func (c DeviceConfig) WithConfidence(percent int) DeviceConfig {
	c.confidence = int64(percent)
	return c
}

// WithGrants sets the purposes that the host grants itself where the person has decided nothing, such as "rank" in a test. They do not lapse; what the
// person denied stays denied. An unknown one is an error (ErrPurpose) of the call that uses this value.
func (c DeviceConfig) WithGrants(purposes ...string) DeviceConfig {
	c.grants = slices.Clone(purposes)
	return c
}

// WithMaxEvents caps the events kept, the newest staying; 0 is the default of 5,000, NoCap is none.
func (c DeviceConfig) WithMaxEvents(n int) DeviceConfig {
	c.maxEvents = int64(n)
	return c
}

// WithMaxDays caps the age of the events kept, in days; 0 is the default of 90, NoCap is none.
func (c DeviceConfig) WithMaxDays(n int) DeviceConfig {
	c.maxDays = int64(n)
	return c
}

// WithSnapshot begins from a state that Device.Snapshot returned. Empty begins a new person. The bytes are copied when used.
func (c DeviceConfig) WithSnapshot(snapshot []byte) DeviceConfig {
	c.snapshot = snapshot
	return c
}

// WithClock sets where "now" comes from, asked once a call; the default is time.Now. The time's location says what hour and
// weekday it is for the person: a server passes the person's own, not its own.
func (c DeviceConfig) WithClock(now func() time.Time) DeviceConfig {
	c.clock = now
	return c
}

// request makes the restore request of c at the time now. It holds a copy of the snapshot.
func (c DeviceConfig) request(now int64, offset int32) abi.RestoreRequest {
	return abi.RestoreRequest{
		Now: now, Offset: offset,
		Purposes: c.purposes, Grants: c.grants, ConsentDays: c.consentDays, SignalStages: c.signal, Confidence: c.confidence, MaxEvents: c.maxEvents, MaxDays: c.maxDays,
		Snapshot: slices.Clone(c.snapshot),
	}
}

// rules returns c without the state: what a device keeps of it.
func (c DeviceConfig) rules() DeviceConfig {
	c.snapshot = nil
	return c
}

// instant asks the clock and returns milliseconds and minutes east of UTC.
func (c DeviceConfig) instant() (now int64, offset int32, err error) {
	clock := c.clock
	if clock == nil {
		clock = time.Now
	}
	return splitTime(clock(), "now")
}
