package packtest

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
)

// Purposes draws n purposes with distinct ids, at most 26, for a model's Purposes. Model draws none, so that what it drew before stays as it was.
func Purposes(draw Draw, n int) (all []consent.Purpose) {
	for i := range n {
		p := consent.Purpose{
			ID: "purpose-" + string(rune('a'+i)), Version: uint32(draw.between(1, 1<<31-1)), Text: []string{"Rank.", "Für dich.", "日本語"}[draw(3)],
			Stage: consent.Stage(draw(consent.Stages)), Categories: uint32(draw.between(0, 1<<event.Categories-1)), Days: int32(draw.between(0, consent.MaxDays)),
		}
		if draw.bool() {
			for range event.Categories {
				p.Limits = append(p.Limits, int32(draw.between(0, consent.MaxDays)))
			}
		}
		for _, kind := range []string{"health", "faith", "politics"} {
			if draw(4) == 0 {
				p.Sensitive = append(p.Sensitive, kind)
			}
		}
		all = append(all, p)
	}
	return all
}
