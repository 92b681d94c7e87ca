package host

// This file writes one purpose of a consent record: what is done for it, and how consent to it was given, refused and withdrawn.

import (
	"fmt"
	"maps"
	"slices"
)

// stagePurposes are the DPV purposes that come nearest to what a stage does. Fairness has none.
var stagePurposes = map[string]string{
	StageRank:     "dpv:ServicePersonalisation",
	StageLearn:    "dpv:ServicePersonalisation",
	StageReport:   "dpv:ServiceUsageAnalytics",
	StageFederate: "dpv:ServiceOptimisation",
}

// stageProcessing is what is done with the data at a stage.
var stageProcessing = map[string][]string{
	StageRank:     {"dpv:Store", "dpv:Use", "dpv:Profiling"},
	StageLearn:    {"dpv:Store", "dpv:Use", "dpv:Profiling"},
	StageReport:   {"dpv:Store", "dpv:Use", "dpv:Transmit"},
	StageFederate: {"dpv:Store", "dpv:Use", "dpv:Transmit"},
	StageFairness: {"dpv:Store", "dpv:Use"},
}

// categoryTerms are the personal data categories of DPV that come nearest to ours; time and other have none.
var categoryTerms = map[string]string{
	"browsing":  "pd:BrowsingBehavior",
	"search":    "pd:BrowsingBehavior",
	"purchases": "pd:Purchase",
	"feedback":  "pd:Opinion",
	"interests": "pd:Interest",
	"place":     "pd:Location",
	"device":    "pd:DeviceBased",
}

// actWords say how a decision came about.
var actWords = map[string]string{
	ActBanner:   "an answer to a question of the site",
	ActSettings: "the person's own settings",
	ActSignal:   "a signal such as Global Privacy Control",
	ActHost:     "the host, without asking the person",
	"lapse":     "time: the consent had grown too old",
	"pack":      "the purpose is no longer declared",
}

// text is one version of a purpose's text: what a decision is about.
type text struct {
	purpose string
	version uint32
}

// processes returns one process a purpose and version: the declared ones, then those that only the ledger has.
func processes(p *Profile, info *RecordInfo) []object {
	all, done := []object{}, map[text]bool{}
	for i := range p.Purposes {
		s := &p.Purposes[i]
		t := text{s.ID, s.Version}
		done[t] = true
		all = append(all, declared(p, s, info, decisions(p, t)))
	}
	for _, e := range p.Ledger {
		t := text{e.Purpose, e.Version}
		if e.Purpose == "" || done[t] {
			continue
		}
		done[t] = true
		all = append(all, former(p, t, decisions(p, t), info))
	}
	return all
}

// decisions returns what the ledger says about a text.
func decisions(p *Profile, t text) []LedgerEntry {
	return slices.DeleteFunc(slices.Clone(p.Ledger), func(e LedgerEntry) bool { return e.Purpose != t.purpose || e.Version != t.version })
}

// declared is the process of a purpose that pack or site declare.
func declared(p *Profile, s *PurposeStatus, info *RecordInfo, all []LedgerEntry) object {
	o := process(p, text{s.ID, s.Version}, all, info)
	purpose := o["dpv:hasPurpose"].(object)
	purpose["dct:description"] = s.Text
	if term := stagePurposes[s.Stage]; term != "" {
		purpose["@type"] = []string{"dpv:Purpose", term}
	}
	o["dpv:hasPersonalData"] = personalData(s)
	o["dpv:hasProcessing"] = stageProcessing[s.Stage]
	o["dpv:hasDataSource"] = "dpv:DataSubjectDataSource"
	o["dpv:hasStorageCondition"] = storage(s, info)
	o["dpv:hasConsentControl"] = control(info)
	o["hearth:stage"], o["hearth:state"], o["hearth:holds"] = s.Stage, s.State, s.Holds
	if s.Stage != StageReport && s.Stage != StageFederate {
		o["dpv:hasRecipient"] = []object{} // what it is for does not leave the device
	}
	return o
}

// former is the process of a purpose, or of a version of one, that is not declared any more: its text is known by its hash alone.
func former(p *Profile, t text, all []LedgerEntry, info *RecordInfo) object {
	o := process(p, t, all, info)
	o["hearth:state"], o["hearth:holds"] = "former", false
	return o
}

func process(p *Profile, t text, all []LedgerEntry, info *RecordInfo) object {
	purpose := object{"@type": []string{"dpv:Purpose"}, "dct:identifier": t.purpose, "dct:hasVersion": fmt.Sprint(t.version)}
	if len(all) > 0 {
		purpose["hearth:textXXH64"] = all[0].Text
	}
	o := object{
		"@type": "dpv:Process", "dpv:hasPurpose": purpose, "dpv:hasLegalBasis": "dpv:Consent", "dpv:hasConsentStatus": statuses(all, info),
		"hearth:recordsHeld": recordsOf(p, t),
	}
	if removed := removal(p, t); removed != nil {
		o["hearth:recordsRemoved"] = removed
	}
	return o
}

// recordsOf counts the events that carry a purpose. Those of a former version are gone: they could serve no other text.
func recordsOf(p *Profile, t text) (n int) {
	if !current(p, t) {
		return 0
	}
	for i := range p.Events {
		if slices.Contains(p.Events[i].Purposes, t.purpose) {
			n++
		}
	}
	return n
}

func current(p *Profile, t text) bool {
	return slices.ContainsFunc(p.Purposes, func(s PurposeStatus) bool { return s.ID == t.purpose && s.Version == t.version })
}

// removal says how many records went with the withdrawals of a purpose, as far as the audit knows: nil when it knows of none.
func removal(p *Profile, t text) object {
	for _, tally := range p.Audit {
		if tally.Kind == "withdrawn" && tally.Purpose == t.purpose && current(p, t) {
			return object{"hearth:count": tally.Count, "dct:date": day(tally.Latest)}
		}
	}
	return nil
}

// personalData lists the categories of data that a purpose uses, and the kinds of sensitive items that it is for.
func personalData(s *PurposeStatus) []object {
	all := []object{}
	for _, category := range s.Categories {
		types := []string{"dpv:PersonalData"}
		if term := categoryTerms[category]; term != "" {
			types = append(types, term)
		}
		all = append(all, object{"@type": types, "dct:identifier": category})
	}
	for _, kind := range s.Sensitive {
		all = append(all, object{"@type": []string{"dpv:SensitivePersonalData"}, "dct:identifier": kind})
	}
	return all
}

// storage says where the records are kept, on the device, and for how long.
func storage(s *PurposeStatus, info *RecordInfo) []object {
	all := []object{{"@type": "dpv:StorageLocation", "dpv:hasLocation": "dpv:WithinDevice"}}
	days := int(s.Days)
	if days == 0 || info.MaxDays > 0 && info.MaxDays < days {
		days = info.MaxDays
	}
	if d := duration(days); d != nil {
		all = append(all, object{"@type": "dpv:StorageDuration", "dpv:hasDuration": d})
	}
	for _, category := range slices.Sorted(maps.Keys(s.Limits)) {
		if limit := int(s.Limits[category]); days <= 0 || limit < days {
			all = append(all, object{"@type": "dpv:StorageDuration", "dpv:hasDuration": duration(limit), "dct:identifier": category})
		}
	}
	return all
}

// duration is a number of days; NoCap is without an end, 0 is not known.
func duration(days int) object {
	switch {
	case days == 0:
		return nil
	case days < 0:
		return object{"@type": "dpv:EndlessDuration"}
	}
	return object{"@type": "dpv:TemporalDuration", "rdf:value": object{"@type": "xsd:duration", "@value": fmt.Sprintf("P%dD", days)}}
}

func control(info *RecordInfo) object {
	o := object{"@type": "dpv:WithdrawConsent"}
	set(o, "dpv:isExercisedAt", info.Withdrawal)
	return o
}

// statuses lists the decisions on a text, first to last.
func statuses(all []LedgerEntry, info *RecordInfo) []object {
	list, given, ever := []object{}, false, false
	for i := range all {
		e := &all[i]
		o := object{
			"@type": status(e, given || ever && e.Deed == "withdraw"), "dpv:isIndicatedAtTime": dateTime(e.Time), "dpv:hasIndicationMethod": actWords[e.Act],
			"hearth:act": e.Act, "hearth:deed": e.Deed,
		}
		if e.Act == ActBanner || e.Act == ActSettings || e.Act == ActSignal {
			o["dpv:isIndicatedBy"] = "dpv:DataSubject"
		}
		if d := duration(info.ConsentDays); e.Deed == "grant" && e.Act != ActHost && d != nil {
			o["dpv:hasDuration"] = d
		}
		given = e.Deed == "grant" && e.Act != ActHost || given && e.Deed == "lapse"
		ever = ever || given
		list = append(list, o)
	}
	return list
}

// status returns the DPV term for a decision; given says that there was a consent which it renews or ends.
func status(e *LedgerEntry, given bool) string {
	switch {
	case e.Act == ActHost:
		return "dpv:ConsentUnknown"
	case e.Act == "pack":
		return "dpv:ConsentRevoked"
	case e.Act == "lapse":
		return "dpv:ConsentExpired"
	case e.Deed == "grant" && given:
		return "dpv:RenewedConsentGiven"
	case e.Deed == "grant":
		return "dpv:ConsentGiven"
	case given:
		return "dpv:ConsentWithdrawn"
	}
	return "dpv:ConsentRefused"
}
