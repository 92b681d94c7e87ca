package train

// This file writes the list of proxies that a person reviews, and reads what was approved.

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Approved is an item that a person found to give a kind of sensitivity away.
type Approved struct{ Kind, Item string }

// IsProxyFile reports whether a list of proxies can have this name: .yaml, .yml or .csv.
func IsProxyFile(path string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".csv"}, strings.ToLower(filepath.Ext(path)))
}

func isCSV(path string) bool { return strings.EqualFold(filepath.Ext(path), ".csv") }

// proxyFile is the YAML form.
type proxyFile struct {
	Proxies []Proxy `yaml:"proxies"`
}

const proxyHead = `# Items that go together with sensitive ones in the histories of the data ("hearth train --proxies"). Set approve to true where an item gives
# the kind away: the pack then treats it as sensitive. docs/CONFIG.md says what the figures mean. Correlation is no proof; you decide.
`

var proxyColumns = []string{"approve", "kind", "item", "title", "persons", "both", "share", "expected", "lift", "llr"}

// FormatProxies writes a list for review: as CSV when the file's name ends in .csv, else as YAML.
func FormatProxies(path string, list []Proxy) ([]byte, error) {
	list = slices.Clone(list)
	for i := range list {
		list[i].Title = strings.Join(strings.Fields(list[i].Title), " ") // on one line: it is there to be read
	}
	if !isCSV(path) {
		text, err := yaml.Marshal(proxyFile{list})
		return append([]byte(proxyHead), text...), err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{proxyColumns}
	for _, p := range list {
		rows = append(rows, []string{
			yesNo(p.Approve), p.Kind, p.Item, p.Title, strconv.Itoa(p.Persons), strconv.Itoa(p.Both),
			decimals(p.Share), decimals(p.Expected), decimals(p.Lift), decimals(p.LLR),
		})
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

func decimals(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// LoadApproved reads what was approved in a list; errors name the file and the line.
func LoadApproved(path string) ([]Approved, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseApproved(filepath.Base(path), text)
}

// ParseApproved is LoadApproved of a text; name stands for the file, and its ending says what it is.
func ParseApproved(name string, text []byte) (list []Approved, err error) {
	switch {
	case !IsProxyFile(name):
		err = errors.New("want a name that ends in .yaml, .yml or .csv")
	case isCSV(name):
		list, err = approvedCSV(text)
	default:
		list, err = approvedYAML(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return list, nil
}

func approvedYAML(text []byte) (list []Approved, err error) {
	var f proxyFile
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && err != io.EOF {
		return nil, errors.New(plainYAML(err))
	}
	for i, p := range f.Proxies {
		if !p.Approve {
			continue
		}
		if key, reason := p.fault(); key != "" {
			return nil, withLine(text, &fieldError{[]string{"proxies", index(i), key}, reason})
		}
		list = append(list, Approved{p.Kind, p.Item})
	}
	return list, nil
}

// fault returns the field of an approved proxy that is wrong and why, or "".
func (p *Proxy) fault() (key, reason string) {
	if p.Item == "" {
		return "item", "missing"
	}
	if p.Kind == "" {
		return "kind", "missing"
	}
	return "", ""
}

// approvedCSV reads a table whose header has approve, kind and item; other columns are the reviewer's own.
func approvedCSV(text []byte) (list []Approved, err error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	head, err := r.Read()
	if err != nil && err != io.EOF {
		return nil, err
	}
	at := [3]int{slices.Index(head, "approve"), slices.Index(head, "kind"), slices.Index(head, "item")}
	if slices.Min(at[:]) < 0 {
		return nil, errors.New("line 1: want a header with approve, kind and item")
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		p := Proxy{Kind: row[at[1]], Item: row[at[2]]}
		if p.Approve, err = approval(row[at[0]]); err != nil {
			return nil, fmt.Errorf("line %d: approve: %w", line, err)
		}
		if !p.Approve {
			continue
		}
		if key, reason := p.fault(); key != "" {
			return nil, fmt.Errorf("line %d: %s: %s", line, key, reason)
		}
		list = append(list, Approved{p.Kind, p.Item})
	}
}

// approval reads what a reviewer writes; spreadsheets change case.
func approval(text string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "yes", "true", "x":
		return true, nil
	case "no", "false", "":
		return false, nil
	}
	return false, fmt.Errorf("%q: want yes or no", text)
}
