package main

// This file reads what a site declares: the purposes that it asks its visitors for, and who it is.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hearthrank/hearth/host"
)

// siteDeclaration is what a site declares beside its pack. It is the same for every visitor.
type siteDeclaration struct {
	Purposes   []sitePurpose  `yaml:"purposes" json:"purposes,omitempty"`
	Controller siteController `yaml:"controller" json:"controller"`
}

// sitePurpose is host.Purpose, field by field, with its keys in a file.
type sitePurpose struct {
	Categories []string         `yaml:"categories" json:"categories,omitempty"`
	Days       int32            `yaml:"days" json:"days,omitempty"`
	ID         string           `yaml:"id" json:"id"`
	Limits     map[string]int32 `yaml:"limits" json:"limits,omitempty"`
	Sensitive  []string         `yaml:"sensitive" json:"sensitive,omitempty"`
	Stage      string           `yaml:"stage" json:"stage"`
	Text       string           `yaml:"text" json:"text"`
	Version    uint32           `yaml:"version" json:"version"`
}

// siteController is who asks for consent, for the consent record.
type siteController struct {
	Name         string `yaml:"name" json:"name,omitempty"`
	ID           string `yaml:"id" json:"id,omitempty"`
	Address      string `yaml:"address" json:"address,omitempty"`
	Contact      string `yaml:"contact" json:"contact,omitempty"`
	Notice       string `yaml:"notice" json:"notice,omitempty"`
	Language     string `yaml:"language" json:"language,omitempty"`
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction,omitempty"`
	Withdrawal   string `yaml:"withdrawal" json:"withdrawal,omitempty"`
}

// readDeclaration reads the file of --purposes.
func readDeclaration(path string) (*siteDeclaration, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--purposes: %w", err)
	}
	var d siteDeclaration
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&d); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("--purposes: %s: %s", path, strings.TrimPrefix(strings.ReplaceAll(err.Error(), "\n  ", " "), "yaml: "))
	}
	if len(d.Purposes) == 0 {
		return nil, fmt.Errorf("--purposes: %s: no purposes: want a list under \"purposes:\"", path)
	}
	return &d, nil
}

// purposes returns them for a device.
func (d *siteDeclaration) purposes() []host.Purpose {
	all := make([]host.Purpose, len(d.Purposes))
	for i, p := range d.Purposes {
		all[i] = host.Purpose(p)
	}
	return all
}

// info returns what a consent record says of the site.
func (d *siteDeclaration) info() host.RecordInfo {
	c := d.Controller
	return host.RecordInfo{
		Controller: c.Name, ID: c.ID, Address: c.Address, Contact: c.Contact, Notice: c.Notice, Language: c.Language,
		Jurisdiction: c.Jurisdiction, Withdrawal: c.Withdrawal,
	}
}
