package main

// This file reads pack files, with their signature when one is asked for.

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train"
)

// packFlags name a pack and how to trust it.
type packFlags struct {
	Pack string `required:"" placeholder:"FILE" help:"Pack to rank with."`
	trustFlags
}

// trustFlags say how a signature is checked.
type trustFlags struct {
	PublicKey string `placeholder:"FILE" help:"Refuse the pack unless this key signed it."`
	Signature string `placeholder:"FILE" help:"Detached signature, raw or base64; without, the pack's name with .sig added. Needs --public-key."`
}

func (f *trustFlags) check() error {
	if f.Signature != "" && f.PublicKey == "" {
		return usagef("--signature: needs --public-key to be checked with")
	}
	return nil
}

// packFile is a pack as read.
type packFile struct {
	path  string
	bytes []byte
	pack  *pack.Pack
	made  *train.Report // its provenance; nil when another tool made it
	keyID string        // of the key whose signature was checked; "" when none was
}

// readPack reads and validates a pack. The signature, when one is asked for, is checked before the bytes are looked at.
func readPack(path string, trust trustFlags) (*packFile, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &packFile{path: path, bytes: bytes}
	if trust.PublicKey != "" {
		if f.keyID, err = checkSignature(f, trust); err != nil {
			return nil, err
		}
	}
	if f.pack, err = openPack(bytes); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.made = provenance(f.pack)
	return f, nil
}

// openPack validates a pack; its errors are in the words of package host.
func openPack(bytes []byte) (*pack.Pack, error) {
	p, err := pack.Open(bytes)
	var fault *pack.Error
	if errors.As(err, &fault) {
		return nil, &host.Error{Op: "pack", Code: host.Code(fault.Code), Section: fault.Section, Offset: fault.Offset, Path: fault.Path}
	}
	return p, err
}

// provenance reads the trainer's account, nil when it is not ours.
func provenance(p *pack.Pack) *train.Report {
	var r train.Report
	if json.Unmarshal(p.Provenance(), &r) != nil || r.Tool == "" {
		return nil
	}
	return &r
}

// packView says in JSON which pack a result came from.
type packView struct {
	File      string `json:"file"`
	Catalogue string `json:"catalogue"`
	Sequence  uint64 `json:"sequence"`
	Data      string `json:"data,omitempty"`
	Synthetic bool   `json:"synthetic"`
	SignedBy  string `json:"signed_by,omitempty"`
}

func (f *packFile) view() packView {
	v := packView{File: f.path, Catalogue: f.pack.Catalogue(), Sequence: f.pack.Sequence(), SignedBy: f.keyID}
	if f.made != nil {
		v.Data, v.Synthetic = f.made.Data, f.made.Synthetic
	}
	return v
}

// String names the pack for people.
func (v packView) String() string {
	s := fmt.Sprintf("%s, sequence %d", v.Catalogue, v.Sequence)
	if v.Synthetic {
		s += ", from synthetic behaviour"
	}
	return oneLine(s)
}
