package eic

// What is left of what a person posted and offered when they have everything about
// them deleted: what can be counted, and none of their words.

// erasedTitle stands where a title was.
const erasedTitle = "—"

// Erase withdraws a need and takes its words and its place away.
func (n *Need) Erase(when Stamp) {
	n.Head.erase(when)
	n.Title, n.Description, n.Returned, n.Place = erasedTitle, "", "", Place{}
	if !NeedLifecycle(true).Final(n.Status) {
		n.Status = NeedWithdrawn
	}
}

// Wordless reports whether a need has no words, as one that was erased.
func (n *Need) Wordless() bool { return n.Title == erasedTitle && n.Description == "" }

// Wordless reports whether an offer has no words, as one that was erased.
func (o *Offer) Wordless() bool { return o.Title == erasedTitle && o.Description == "" }

// Erase closes an offer and takes its words, its place and its times away.
func (o *Offer) Erase(when Stamp) {
	o.Head.erase(when)
	o.Title, o.Description, o.Wishes.Text = erasedTitle, "", ""
	o.Place, o.TravelKm, o.Availability = Place{}, nil, nil
	if o.Study != nil {
		o.Study.Question, o.Study.Method = "", ""
	}
	if !OfferLifecycle().Final(o.Status) {
		o.Status = OfferClosed
	}
}

// Erase takes away all that is known of a person but the id, which others refer to.
func (p *Person) Erase(when Stamp) {
	p.Head.erase(when)
	*p = Person{Head: p.Head, SignedOut: when.At, Erased: when.At}
}

// erase makes the next version of a record, which no other system knows.
func (h *Head) erase(when Stamp) {
	h.External = External{Source: OwnSource, ID: string(h.ID)}
	h.Line, h.Updated = "", when
	h.Version++
}
