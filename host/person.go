package host

// This file is what the person does with the device: decide, order, look, and take it along.

import (
	"context"

	"github.com/hearthrank/hearth/wasm/abi"
)

// What the person is asked for, what they decided, ordered and hold. Times are Unix milliseconds.
type (
	Purpose       = abi.Purpose       // what the person is asked to agree to
	PurposeStatus = abi.PurposeStatus // a purpose and where it stands
	Attribute     = abi.Attribute     // one value of a field, such as a category
	Control       = abi.Control       // an order of the person
	Profile       = abi.Profile       // everything that the device holds
	LedgerEntry   = abi.LedgerEntry   // one decision
)

// Stages that a purpose can serve.
const (
	StageRank     = "rank"     // candidate generation, scoring, re-ranking and explanations
	StageLearn    = "learn"    // learning on the device
	StageReport   = "report"   // private reports
	StageFederate = "federate" // learning together with other devices
	StageFairness = "fairness" // measuring who is served well
)

// How a decision came about.
const (
	ActBanner   = "banner"   // the person answered a question of the site
	ActSettings = "settings" // the person's own settings
	ActSignal   = "signal"   // a signal such as Global Privacy Control
	ActHost     = "host"     // the host itself, by WithGrants; nobody can decide so
)

// Kinds of control.
const (
	ControlDial     = abi.ControlKindDial     // Amount 0 to 100: how far the history may go
	ControlBlock    = abi.ControlKindBlock    // never show the item Value, or, with a Field, any item that has this attribute
	ControlInterest = abi.ControlKindInterest // Amount -100 to 100: a declared interest in an attribute
	ControlMute     = abi.ControlKindMute     // what is inferred about an attribute counts for nothing
	ControlLanguage = abi.ControlKindLanguage // Value stands in for the context feature "language"
)

// Decision is what the person, or a signal, decides. Of a purpose in several lists the strictest holds; "all" names every one.
type Decision struct {
	Grant    []string // what is recorded from now on serves these purposes
	Deny     []string // nothing is recorded for them from now on, and what was is masked
	Withdraw []string // they are taken from every record, and what no other purpose holds is removed
	Act      string   // such as ActSettings; "": ActBanner
	Signal   *bool    // whether a signal such as Global Privacy Control is present
}

// Consent says where every purpose stands.
type Consent struct {
	Purposes []PurposeStatus
	Signal   bool
	Removed  int // records that no purpose holds any more
	Purged   int // by time and the caps, besides
}

// Purpose returns the status of a purpose, nil when it is not declared.
func (c *Consent) Purpose(id string) *PurposeStatus {
	for i := range c.Purposes {
		if c.Purposes[i].ID == id {
			return &c.Purposes[i]
		}
	}
	return nil
}

// Decide takes a decision, which acts within the call; without one it says where the purposes stand. When it returns nil what was withdrawn is
// neither in the module's memory nor in the device's journal any more.
func (d *Device) Decide(ctx context.Context, decision Decision) (*Consent, error) {
	var reply abi.ConsentReply
	err := d.change(ctx, abi.OpConsent, &reply, func(now int64, offset int32) (any, error) {
		return &abi.ConsentRequest{
			Now: now, Offset: offset,
			Grant: decision.Grant, Deny: decision.Deny, Withdraw: decision.Withdraw, Act: decision.act(), Signal: decision.Signal,
		}, nil
	})
	if err != nil {
		return nil, err
	}
	return &Consent{Purposes: reply.Purposes, Signal: reply.Signal, Removed: int(reply.Removed), Purged: int(reply.Purged)}, nil
}

func (d *Decision) act() string {
	if d.Act == "" {
		return ActBanner
	}
	return d.Act
}

// Orders are what the person orders at once: Lift takes orders back, then Set gives others.
type Orders struct {
	Set, Lift []Control
	Remember  bool // store them even before the person has said yes to a purpose
}

// Order gives orders and returns all that hold then. Until the person has said yes to a purpose, or Remember is set once, they are kept in memory and are
// in no Snapshot.
func (d *Device) Order(ctx context.Context, orders Orders) ([]Control, error) {
	var reply abi.ControlReply
	err := d.change(ctx, abi.OpControl, &reply, func(now int64, offset int32) (any, error) {
		return &abi.ControlRequest{Now: now, Offset: offset, Set: orders.Set, Lift: orders.Lift, Remember: orders.Remember}, nil
	})
	return reply.Controls, err
}

// change makes a call that can remove something, and then begins the journal anew, so that it is gone there too.
func (d *Device) change(ctx context.Context, op abi.Op, out any, request build) error {
	leave, err := d.enter(ctx, op)
	if err != nil {
		return err
	}
	defer leave()
	if err := d.run(ctx, op, out, request); err != nil {
		return err
	}
	return d.fold(ctx)
}

// Profile returns everything that the device holds about the person.
func (d *Device) Profile(ctx context.Context) (*Profile, error) { return d.profile(ctx, false) }

func (d *Device) profile(ctx context.Context, export bool) (*Profile, error) {
	var reply abi.Profile
	err := d.call(ctx, abi.OpProfile, &reply, func(now int64, offset int32) (any, error) {
		return &abi.ProfileRequest{Now: now, Offset: offset, Export: export}, nil
	})
	if err != nil {
		return nil, err
	}
	return &reply, nil
}

// DecisionCounts are the figures of one person's decisions, read locally.
type DecisionCounts struct {
	Asked   int // purposes that are declared
	Decided int // of these, on which the person decided something
	Agreed  int // of these, which are granted, lapsed ones left out
	Grants  int // yeses in the ledger, renewals included
	OptOuts int // noes, withdrawals and signals in the ledger; what time or a pack ended is none
}

// Rate returns the share of decided purposes that are agreed to, 0 where nothing was decided.
func (c DecisionCounts) Rate() float64 {
	return float64(c.Agreed) / float64(max(1, c.Decided))
}

// CountDecisions counts what a profile tells of decisions.
func CountDecisions(p *Profile) DecisionCounts {
	c := DecisionCounts{Asked: len(p.Purposes)}
	for i := range p.Purposes {
		switch p.Purposes[i].State {
		case abi.StateUndecided:
			continue
		case abi.StateGranted:
			c.Agreed++
		}
		c.Decided++
	}
	for i := range p.Ledger {
		switch e := &p.Ledger[i]; {
		case e.Deed == "grant":
			c.Grants++
		case e.Act == "lapse" || e.Act == "pack" || e.Deed == "signal off":
		default:
			c.OptOuts++
		}
	}
	return c
}
