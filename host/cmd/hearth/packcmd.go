package main

// This file is "hearth pack verify", "sign" and "keygen".

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"os"

	"github.com/hearthrank/hearth/host"
)

type packCmd struct {
	Inspect inspectCmd `cmd:"" help:"Say what is in a pack and how large each part is."`
	Verify  verifyCmd  `cmd:"" help:"Validate every byte of a pack and, with a key, its signature."`
	Diff    diffCmd    `cmd:"" help:"Say what changed from one pack to another."`
	Sign    signCmd    `cmd:"" help:"Write a pack's detached signature."`
	Keygen  keygenCmd  `cmd:"" help:"Make a pair of signing keys."`
}

type verifyCmd struct {
	File string `arg:"" help:"Pack."`
	trustFlags
}

// Help is printed below the one-line help.
func (*verifyCmd) Help() string {
	return `The same checks run on a device before a pack is used. The exit code is 1 when the pack or its signature is not good.

Examples:

  hearth pack verify shop.pack
  hearth pack verify shop.pack --public-key site.pub`
}

// Validate reports bad flags as faults of the command line.
func (c *verifyCmd) Validate() error { return c.check() }

type verified struct {
	Pack      packView `json:"pack"`
	Bytes     int      `json:"bytes"`
	Items     int      `json:"items"`
	Valid     bool     `json:"valid"`
	Signature string   `json:"signature"` // "good", "unchecked" or "none"
}

// Run checks the pack; what is wrong with it is the error.
func (c *verifyCmd) Run(e *env) error {
	f, err := readPack(c.File, c.trustFlags)
	if err != nil {
		return err
	}
	v := verified{Pack: f.view(), Bytes: len(f.bytes), Items: f.pack.Items(), Valid: true, Signature: "good"}
	if f.keyID == "" {
		v.Signature = "none"
		if _, err := os.Stat(signaturePath(c.File, c.trustFlags)); err == nil {
			v.Signature = "unchecked"
		}
	}
	return e.show(v, func() {
		e.printf("%s: valid: %s, %d items, %d bytes\n%s\n", c.File, v.Pack, v.Items, v.Bytes, v.words())
	})
}

func (v *verified) words() string {
	switch v.Signature {
	case "good":
		return "signature: good, by key " + v.Pack.SignedBy
	case "unchecked":
		return "signature: there is one, not checked: give --public-key"
	}
	return "signature: none"
}

type signCmd struct {
	File   string `arg:"" help:"Pack."`
	Key    string `required:"" placeholder:"FILE" help:"Private key, as \"hearth pack keygen\" makes it."`
	Out    string `placeholder:"FILE" help:"Signature to write (default: the pack's name with .sig added)."`
	Base64 bool   `name:"base64" help:"Write base64 text instead of 64 raw bytes; every host reads both."`
}

// Help is printed below the one-line help.
func (*signCmd) Help() string {
	return `Publish FILE and FILE.sig side by side; hosts that know your public key refuse a pack without a good signature. ` +
		`Only a valid pack is signed.

Examples:

  hearth pack sign shop.pack --key site.key
  hearth pack sign shop.pack --key site.key --base64 --out shop.pack.sig.txt`
}

type signed struct {
	Pack      packView `json:"pack"`
	Signature string   `json:"signature"`
	Base64    string   `json:"base64"`
	Key       string   `json:"key"`
}

// Run writes the signature.
func (c *signCmd) Run(e *env) error {
	key, err := readPrivateKey(c.Key)
	if err != nil {
		return err
	}
	if info, err := os.Stat(c.Key); err == nil && info.Mode().Perm()&0o077 != 0 {
		e.note("%s can be read by others: chmod 600 it", c.Key)
	}
	f, err := readPack(c.File, trustFlags{})
	if err != nil {
		return err
	}
	signature := host.SignPack(key, f.bytes)
	v := signed{f.view(), signaturePath(c.File, trustFlags{Signature: c.Out}), base64.StdEncoding.EncodeToString(signature), keyID(key.Public().(ed25519.PublicKey))}
	if c.Base64 {
		signature = []byte(v.Base64 + "\n")
	}
	out, err := createOutput(v.Signature)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := out.commit(signature); err != nil {
		return err
	}
	return e.show(v, func() { e.printf("%s: signed (%s) by key %s\nwritten %s\n", c.File, v.Pack, v.Key, v.Signature) })
}

type keygenCmd struct {
	Name string `arg:"" help:"Name of the pair: NAME.key, which is secret, and NAME.pub."`
}

// Help is printed below the one-line help.
func (*keygenCmd) Help() string {
	return `NAME.key can be read by you alone: keep it off the web server and have a copy; who has it can publish packs in your name. ` +
		`NAME.pub goes into your app. Files that are there already are never overwritten.

Examples:

  hearth pack keygen site
  hearth pack keygen ~/keys/site-2026`
}

type generated struct {
	Private string `json:"private"`
	Public  string `json:"public"`
	Base64  string `json:"public_base64"`
	Key     string `json:"key"`
}

// Run writes both keys, or none.
func (c *keygenCmd) Run(e *env) error {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	v := generated{c.Name + ".key", c.Name + ".pub", base64.StdEncoding.EncodeToString(public), keyID(public)}
	if _, err := os.Lstat(v.Public); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is there already and is not overwritten", v.Public)
	}
	if err := writeNew(v.Private, keyText(privateHeader, private.Seed()), 0o600); err != nil {
		return err
	}
	if err := writeNew(v.Public, keyText(publicHeader, public), 0o644); err != nil {
		return errors.Join(err, os.Remove(v.Private))
	}
	return e.show(v, func() {
		e.printf("secret key  %s\npublic key  %s\n            %s\nkey id      %s\n", v.Private, v.Public, v.Base64, v.Key)
	})
}
