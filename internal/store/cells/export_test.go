package cells

// Settled reports whether no cell may be behind.
func (s *Store) Settled() bool {
	for _, c := range s.cells[1:] {
		if c.debt.due() {
			return false
		}
	}
	return true
}
