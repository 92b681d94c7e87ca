package engine

// refSet is a set of event refs, which are never 0, by open addressing; the length of slots is a power of two.
type refSet struct {
	slots []int64
	used  int // slots that are not 0, dropped ones included
}

// dropped marks a slot whose ref was taken out.
const dropped = -1

func (s *refSet) add(ref int64) {
	if 2*(s.used+1) > len(s.slots) {
		old := s.slots
		s.slots, s.used = make([]int64, max(16, 2*len(old))), 0
		for _, r := range old {
			if r > 0 {
				s.add(r)
			}
		}
		clear(old)
	}
	if slot := s.find(ref); s.slots[slot] != ref {
		s.slots[slot] = ref
		s.used++
	}
}

// find returns the slot of ref, or the free one at the end of its probe.
func (s *refSet) find(ref int64) int {
	mask := len(s.slots) - 1
	i := int(uint64(ref)*0x9e3779b97f4a7c15>>33) & mask
	for s.slots[i] != 0 && s.slots[i] != ref {
		i = (i + 1) & mask
	}
	return i
}

func (s *refSet) has(ref int64) bool {
	return len(s.slots) > 0 && s.slots[s.find(ref)] == ref
}

func (s *refSet) drop(ref int64) {
	if s.has(ref) {
		s.slots[s.find(ref)] = dropped
	}
}
