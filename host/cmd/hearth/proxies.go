package main

// This file is "hearth train --proxies": the list of items that give sensitive ones away, for a person to review.

import (
	"fmt"
	"strings"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// proxyFlags list proxies, and approve them.
type proxyFlags struct {
	Proxies        bool     `help:"Train nothing; list the items that go together with sensitive ones in the histories, for a person to review."`
	ProxyLLR       *float64 `name:"proxy-llr" placeholder:"X" help:"With --proxies: least log-likelihood ratio (Dunning 1993), 0 and up (default 10.83: one chance in 1000)."`
	ProxyLift      *float64 `placeholder:"X" help:"With --proxies: least lift, 1 and up (default 1.1)."`
	ApproveProxies string   `placeholder:"FILE" help:"Reviewed list: its approved items are sensitive in the pack. In place of the one that the configuration names."`
}

// checkProxies reports bad flags; out is the file to write.
func (f *proxyFlags) checkProxies(out string) error {
	if !f.Proxies && (f.ProxyLLR != nil || f.ProxyLift != nil) {
		return usagef("--proxy-llr and --proxy-lift: need --proxies")
	}
	if f.Proxies && out != "" && !train.IsProxyFile(out) {
		return usagef("--out %q: with --proxies want a name that ends in .yaml, .yml or .csv", out)
	}
	if f.ApproveProxies != "" && !train.IsProxyFile(f.ApproveProxies) {
		return usagef("--approve-proxies %q: want a name that ends in .yaml, .yml or .csv", f.ApproveProxies)
	}
	return asFlag(f.options().Validate())
}

func (f *proxyFlags) options() train.ProxyOptions {
	o := train.DefaultProxyOptions()
	if f.ProxyLLR != nil {
		o.LLR = *f.ProxyLLR
	}
	if f.ProxyLift != nil {
		o.Lift = *f.ProxyLift
	}
	return o
}

// approve puts the list of the flag in the place of the configuration's.
func (f *proxyFlags) approve(cfg train.Config) (train.Config, error) {
	if f.ApproveProxies == "" {
		return cfg, nil
	}
	list, err := train.LoadApproved(f.ApproveProxies)
	if err != nil {
		return cfg, fmt.Errorf("--approve-proxies: %w", err)
	}
	return cfg.WithApproved(list...), nil
}

// listed is the result of "hearth train --proxies".
type listed struct {
	Data       string        `json:"data"`
	Persons    int           `json:"persons"`
	MinPersons int           `json:"min_persons"`
	LLR        float64       `json:"proxy_llr"`
	Lift       float64       `json:"proxy_lift"`
	List       string        `json:"list,omitempty"` // file written
	Proxies    []train.Proxy `json:"proxies"`
}

// list prints the proxies, and writes them when there is a file for them.
func (c *trainCmd) list(e *env, set *data.Set, cfg train.Config, out *output) error {
	o := c.options()
	found, err := train.FindProxies(set, cfg, o)
	if err != nil {
		return err
	}
	if out != nil {
		text, err := train.FormatProxies(c.Out, found)
		if err == nil {
			err = out.commit(text)
		}
		if err != nil {
			return err
		}
	}
	v := listed{set.Name, len(set.Events.Persons), cfg.MinPersons, o.LLR, o.Lift, c.Out, append([]train.Proxy{}, found...)}
	return e.show(v, func() { v.print(e) })
}

func (v *listed) print(e *env) {
	e.printf("items that go together with sensitive ones: %d, with at least %d persons behind each pair, LLR %g or more, lift %g or more\n", len(v.Proxies), v.MinPersons, v.LLR, v.Lift)
	if len(v.Proxies) > 0 {
		e.printf("\n")
		t := table{columns: []column{
			{title: "KIND"}, {title: "ITEM"}, {title: "TITLE", flex: true}, {title: "PERSONS", right: true}, {title: "BOTH", right: true},
			{title: "SHARE", right: true}, {title: "EXPECTED", right: true}, {title: "LIFT", right: true}, {title: "LLR", right: true}, {title: "APPROVED"},
		}}
		for _, p := range v.Proxies {
			t.add(p.Kind, p.Item, p.Title, p.Persons, p.Both, percent(p.Share), percent(p.Expected), fmt.Sprintf("%.2f", p.Lift), fmt.Sprintf("%.1f", p.LLR),
				strings.Repeat("yes", map[bool]int{true: 1}[p.Approve]))
		}
		t.write(e.out, e.width)
	}
	if v.List != "" {
		e.printf("\nwritten    %s: set approve to %s where an item gives the kind away\n", v.List, map[bool]string{true: "yes", false: "true"}[strings.HasSuffix(strings.ToLower(v.List), ".csv")])
	}
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
