package train

// This file reads the configuration from YAML and says on which line it is wrong.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// LoadConfig reads a configuration file over the defaults, and the list of proxies that it names, beside it. Errors name the file and,
// where there is one, the line.
func LoadConfig(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	c, err := ParseConfig(filepath.Base(path), text)
	if err != nil || c.Proxies == "" {
		return c, err
	}
	list := c.Proxies
	if !filepath.IsAbs(list) {
		list = filepath.Join(filepath.Dir(path), list)
	}
	if c.Approved, err = LoadApproved(list); err != nil {
		return Config{}, fmt.Errorf("%s: %w", filepath.Base(path), withLine(text, faultf("proxies", "%v", err)))
	}
	return c, nil
}

// ParseConfig reads a configuration from YAML over the defaults and validates it; name stands for the file in errors.
func ParseConfig(name string, text []byte) (Config, error) {
	f := fileOf(DefaultConfig())
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && err != io.EOF {
		return Config{}, fmt.Errorf("%s: %s", name, plainYAML(err))
	}
	if err := d.Decode(new(yaml.Node)); err != io.EOF {
		return Config{}, fmt.Errorf("%s: more than one document", name)
	}
	c, err := f.config()
	if err == nil {
		err = c.Validate()
	}
	if err != nil {
		return Config{}, fmt.Errorf("%s: %w", name, withLine(text, err))
	}
	return c, nil
}

// configFile is the form of the file. Keys that are absent keep the values it holds before decoding.
type configFile struct {
	Catalogue    string           `yaml:"catalogue"`
	Sequence     uint64           `yaml:"sequence"`
	TimeUnit     string           `yaml:"time_unit"`
	SiteTimezone string           `yaml:"site_timezone"`
	Titles       bool             `yaml:"titles"`
	MinPersons   int              `yaml:"min_persons"`
	Edges        int              `yaml:"edges"`
	Budget       int              `yaml:"budget"`
	MinRating    float64          `yaml:"min_rating"`
	Events       eventsByName     `yaml:"events"`
	Purposes     []purposeFile    `yaml:"purposes"`
	Sensitive    []SensitiveItems `yaml:"sensitive_kinds"`
	Proxies      string           `yaml:"proxies"`
}

// fileOf returns a file that says nothing over c, which has no purposes.
func fileOf(c Config) configFile {
	return configFile{
		Catalogue: c.Catalogue, Sequence: c.Sequence, TimeUnit: c.TimeUnit, SiteTimezone: c.Timezone, Titles: c.Titles,
		MinPersons: c.MinPersons, Edges: c.Edges, Budget: c.Budget, MinRating: c.MinRating, Events: c.Events,
	}
}

func (f configFile) config() (Config, error) {
	purposes, err := purposesOf(f.Purposes)
	return Config{
		Catalogue: f.Catalogue, Sequence: f.Sequence, TimeUnit: f.TimeUnit, Timezone: f.SiteTimezone, Titles: f.Titles,
		MinPersons: f.MinPersons, Edges: f.Edges, Budget: f.Budget, MinRating: f.MinRating, Events: f.Events,
		Purposes: purposes, Sensitive: f.Sensitive, Proxies: f.Proxies,
	}, err
}

// eventsByName reads the mapping of event types over the types it holds.
type eventsByName map[string]EventType

// UnmarshalYAML implements yaml.Unmarshaler.
func (t *eventsByName) UnmarshalYAML(n *yaml.Node) error {
	return eachPair(n, func(key, value *yaml.Node) error {
		e, ok := (*t)[key.Value]
		if !ok {
			e = newEventType
		}
		err := eachPair(value, func(key, value *yaml.Node) error { return e.set(key, value) })
		(*t)[key.Value] = e
		return err
	})
}

// set takes one key of an event type.
func (t *EventType) set(key, value *yaml.Node) error {
	var err error
	switch key.Value {
	case "weight":
		err = value.Decode(&t.Weight)
	case "half_life":
		t.HalfLife, err = parseHalfLife(value.Value)
	case "seen":
		err = value.Decode(&t.Seen)
	case "no_item":
		err = value.Decode(&t.NoItem)
	default:
		return faultAt(key, "unknown key %q: want weight, half_life, seen or no_item", key.Value)
	}
	var typed *yaml.TypeError
	if err != nil && !errors.As(err, &typed) {
		return faultAt(value, "%s: %v", key.Value, err)
	}
	return err
}

// eachPair calls fn for the pairs of a mapping, of which no key may come twice.
func eachPair(n *yaml.Node, fn func(key, value *yaml.Node) error) error {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return faultAt(n, "want a mapping of keys to values")
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return faultAt(key, "key %q twice", key.Value)
		}
		seen[key.Value] = true
		if err := fn(key, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func faultAt(n *yaml.Node, format string, args ...any) error {
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: ", n.Line) + fmt.Sprintf(format, args...)}}
}

// parseHalfLife reads "none", days as "30d", or what time.ParseDuration reads, such as "12h". The range is Validate's.
func parseHalfLife(text string) (time.Duration, error) {
	if text == "none" {
		return 0, nil
	}
	wrong := fmt.Errorf("%q: want 30d, 12h, 45m or none", text)
	if number, ok := strings.CutSuffix(text, "d"); ok {
		days, err := strconv.ParseFloat(number, 64)
		if err != nil || !(days > 0 && days <= maxHalfLife.Hours()/24) {
			return 0, wrong
		}
		return time.Duration(math.Round(days * float64(day))), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, wrong
	}
	return d, nil
}

var (
	unknownField = regexp.MustCompile(`field (\S+) not found in type \S+`)
	wrongType    = regexp.MustCompile(`cannot unmarshal !!\S+ (.*) into (\S+)`)
	wanted       = strings.NewReplacer(
		"is not uint64", "is not a whole number", "is not uint32", "is not a whole number of its range",
		"is not int32", "is not a whole number of its range", "is not int", "is not a whole number",
		"is not []string", "is not a list of texts", "is not []train.purposeFile", "is not a list of purposes",
		"is not []train.SensitiveItems", "is not a list of kind, items, field and value", "is not []train.Proxy", "is not a list of proxies",
		"is not train.purposeFile", "is not a mapping of keys to values", "is not train.SensitiveItems", "is not a mapping of keys to values",
		"is not train.Proxy", "is not a mapping of keys to values", "is not map[string]int32", "is not a mapping of data categories to days",
		"is not float64", "is not a number", "is not bool", "is not true or false", "is not string", "is not a text",
	)
)

// plainYAML gives the first message of the decoder without the names of Go types.
func plainYAML(err error) string {
	text := err.Error()
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		text = typed.Errors[0]
	}
	text = strings.TrimPrefix(text, "yaml: ")
	text = unknownField.ReplaceAllString(text, `unknown key "$1"`)
	return wanted.Replace(wrongType.ReplaceAllString(text, "$1 is not $2"))
}

// withLine puts the line of a fault's key before it, when the key is in the file.
func withLine(text []byte, err error) error {
	var fault *fieldError
	var doc yaml.Node
	if !errors.As(err, &fault) || yaml.Unmarshal(text, &doc) != nil || len(doc.Content) == 0 {
		return err
	}
	line := 0
	for n, path := doc.Content[0], fault.path; n != nil && len(path) > 0; path = path[1:] {
		key, value := child(n, path[0])
		if key != nil {
			line = key.Line
		}
		if value != nil && value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		n = value
	}
	if line == 0 {
		return err
	}
	return fmt.Errorf("line %d: %w", line, err)
}

// child returns a mapping's key and value by name, or a list's element, as both, by its step; or nils.
func child(n *yaml.Node, name string) (key, value *yaml.Node) {
	for i := 0; n.Kind == yaml.SequenceNode && i < len(n.Content); i++ {
		if index(i) == name {
			return n.Content[i], n.Content[i]
		}
	}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
