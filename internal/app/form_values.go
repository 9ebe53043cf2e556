package app

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// The forms of values that are objects or lists.

func (f *form) place(name string, target *eic.Place) {
	var place eic.Place
	given, null := f.object(name, func(in *form) {
		code, _ := in.asText("postalCode")
		country, _ := in.asText("country")
		var lat, lng *float64
		in.number("lat", &lat)
		in.number("lng", &lng)
		var point *eic.Point
		switch {
		case lat != nil && lng != nil:
			point = &eic.Point{Lat: *lat, Lng: *lng}
		case lat != nil || lng != nil:
			in.say("", fault.Unlocatable)
			return
		}
		var err error
		place, err = eic.NewPlace(code, country, point)
		in.add("", err)
	})
	if given && (null || place.PostalCode != target.PostalCode || place.Country != target.Country || !samePoint(place.Given, target.Given)) {
		*target = place
	}
}

func samePoint(a, b *eic.Point) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func (f *form) window(name string, target *eic.Window) {
	var w eic.Window
	if given, _ := f.object(name, func(in *form) { w = in.days() }); given {
		*target = w
	}
}

func (f *form) days() eic.Window {
	var w eic.Window
	one(f, "start", &w.Start)
	one(f, "end", &w.End)
	_, err := eic.NewWindow(w.Start, w.End)
	f.add("", err)
	return w
}

func (f *form) availability(name string, target *[]eic.Availability) {
	var list []eic.Availability
	if f.objects(name, func(in *form) {
		a := eic.Availability{Window: in.days()}
		set(in, "weekdays", &a.Weekdays)
		list = append(list, a)
	}) {
		*target = list
	}
}

func (f *form) groupSize(name string, target *eic.GroupSize) {
	var size eic.GroupSize
	if given, _ := f.object(name, func(in *form) {
		var least, most int
		in.integer("min", &least)
		in.integer("max", &most)
		var err error
		size, err = eic.NewGroupSize(least, most)
		in.add("", err)
	}); given {
		*target = size
	}
}

func (f *form) capacity(name string, target **eic.Capacity) {
	var capacity *eic.Capacity
	if given, _ := f.object(name, func(in *form) {
		count, per := 0, eic.Period(0)
		in.require("count")
		in.integer("count", &count)
		one(in, "per", &per)
		c, err := eic.NewCapacity(count, per)
		in.add("", err)
		capacity = &c
	}); given {
		*target = capacity
	}
}

func (f *form) amount(name string, target **eic.Amount) {
	var amount *eic.Amount
	if given, _ := f.object(name, func(in *form) {
		var least, most *float64
		in.number("min", &least)
		in.number("max", &most)
		currency, _ := in.asText("currency")
		a, err := eic.NewAmount(in.whole("min", least), in.whole("max", most), currency)
		in.add("", err)
		amount = &a
	}); given {
		*target = amount
	}
}

func (f *form) whole(name string, n *float64) int64 {
	if n == nil {
		return 0
	}
	if float64(int64(*n)) != *n {
		f.say(name, fault.WrongType, "a whole number")
		return 0
	}
	return int64(*n)
}

func (f *form) wishes(name string, target *eic.Wishes) {
	w := &eic.Wishes{}
	if given, _ := f.object(name, func(in *form) {
		in.grades("grades", &w.Grades)
		refs(in, "topics", &w.Topics, eic.TopicType)
		set(in, "modes", &w.Modes)
		set(in, "settings", &w.Settings)
		text(in, "text", &w.Text, eic.ParseNote)
	}); given {
		*target = *w
	}
}

func (f *form) languages(name string, target *[]eic.Language) {
	var list []eic.Language
	if f.each(name, func(at string, item any) {
		s, ok := item.(string)
		if !ok || s == "" {
			f.say(at, fault.WrongType, "text")
			return
		}
		lang, err := eic.ParseLanguage(s)
		f.add(at, err)
		if !slices.Contains(list, lang) {
			list = append(list, lang)
		}
	}) {
		*target = list
	}
}
