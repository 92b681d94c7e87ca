package main

// This file prints what "hearth pack diff" found.

import "strings"

// limit shortens the lists; 0 keeps all.
func (v *diffView) limit(n int) {
	if n == 0 {
		return
	}
	c := &v.Items
	c.AddedList = c.AddedList[:min(n, len(c.AddedList))]
	c.RemovedList = c.RemovedList[:min(n, len(c.RemovedList))]
	c.ChangedList = c.ChangedList[:min(n, len(c.ChangedList))]
}

func (v *diffView) print(e *env) {
	e.printf("old  %s: %s\nnew  %s: %s\n", v.Old.File, v.Old, v.New.File, v.New)
	if v.Identical {
		e.printf("\nidentical\n")
		return
	}
	t := table{columns: []column{{}, {title: "ADDED", right: true}, {title: "REMOVED", right: true}, {title: "CHANGED", right: true}, {title: "SAME", right: true}}}
	t.add("items", v.Items.Added, v.Items.Removed, v.Items.Changed, v.Items.Same)
	t.add("edges", v.Edges.Added, v.Edges.Removed, v.Edges.Changed, v.Edges.Same)
	both := v.Items.Changed + v.Items.Same
	t.add("popularity", "", "", v.Prior, both-v.Prior)
	e.printf("\n")
	t.write(e.out, e.width)
	v.Items.print(e)
	v.printSettings(e)
}

func (c *itemChanges) print(e *env) {
	printRefs(e, "added", c.AddedList, c.Added)
	printRefs(e, "removed", c.RemovedList, c.Removed)
	if c.Changed == 0 {
		return
	}
	e.printf("\nchanged items:\n")
	t := table{indent: "  ", columns: []column{{}, {}, {flex: true}}}
	for _, it := range c.ChangedList {
		t.add(it.ID, strings.Join(it.What, ", "), it.Title)
	}
	t.write(e.out, e.width)
	more(e, c.Changed-len(c.ChangedList))
}

func printRefs(e *env, what string, items []itemRef, all int) {
	if all == 0 {
		return
	}
	e.printf("\n%s items:\n", what)
	t := table{indent: "  ", columns: []column{{}, {flex: true}}}
	for _, it := range items {
		t.add(it.ID, it.Title)
	}
	t.write(e.out, e.width)
	more(e, all-len(items))
}

func more(e *env, n int) {
	if n > 0 {
		e.printf("  and %d more (--limit 0 lists all)\n", n)
	}
}

func (v *diffView) printSettings(e *env) {
	if len(v.Settings) == 0 {
		e.printf("\nsettings: the same\n")
		return
	}
	e.printf("\n")
	t := table{columns: []column{{title: "SETTING"}, {title: "OLD", flex: true}, {title: "NEW", flex: true}}}
	for _, s := range v.Settings {
		t.add(s.Name, dash(s.Old), dash(s.New))
	}
	t.write(e.out, e.width)
}

// dash stands for what is not there.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
