package storetest

import (
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func answerTests() []test {
	return []test{
		{"a key is answered as it was first", answered},
		{"a key used before is KeyReused, and its write is not made", keyReused},
		{"a key is answered with what a credential was made for", answeredCredential},
		{"keys belong to a person and a mutation", keysApart},
		{"old answers are forgotten", forget},
	}
}

// answering is a write that makes a need under a key.
func (w *world) answering(need *eic.Need, key store.Key) store.Write {
	return store.Write{
		Changes: []store.Change{made(need, nil)},
		Answer:  &store.Answer{Key: key, Body: "digest", ID: need.ID, At: start},
	}
}

func answered(t *testing.T, w *world) {
	key := store.Key{Person: w.teacher, Mutation: "postNeed", Value: "k"}
	ask := must[*store.Answer](t, "Answered")
	if got := ask(w.store.Answered(w.ctx, key)); got != nil {
		t.Errorf("before the write: %v", got)
	}
	write := w.answering(w.need("a", 1), key)
	if err := w.store.Commit(w.ctx, write); err != nil {
		t.Fatal(err)
	}
	equal(t, "after the write", ask(w.store.Answered(w.ctx, key)), write.Answer)
}

func keyReused(t *testing.T, w *world) {
	key := store.Key{Person: w.teacher, Mutation: "postNeed", Value: "k"}
	write := w.answering(w.need("a", 1), key)
	if err := w.store.Commit(w.ctx, write); err != nil {
		t.Fatal(err)
	}
	other := w.need("b", 1)
	for _, again := range []store.Write{write, w.answering(other, key)} {
		refused(t, "again", w.store.Commit(w.ctx, again), fault.Conflict, fault.KeyReused)
	}
	if got := w.fetch(other.ID); got != nil {
		t.Errorf("the refused write was made: %v", got)
	}
	equal(t, "the answer", must[*store.Answer](t, "Answered")(w.store.Answered(w.ctx, key)), write.Answer)
}

// answeredCredential makes an invitation under a key, and another in vain.
func answeredCredential(t *testing.T, w *world) {
	first, second := w.invitation("a"), w.invitation("b")
	answer := &store.Answer{Key: store.Key{Person: w.teacher, Mutation: "invite", Value: "k"}, Body: "digest", ID: eic.ID(w.teacher), At: start}
	w.write(store.Write{Credentials: []eic.Credential{first}, Answer: answer})
	again := store.Write{Credentials: []eic.Credential{second}, Endings: []store.Ending{{ID: first.ID, Stamp: at(1)}}, Answer: answer}
	refused(t, "again", w.store.Commit(w.ctx, again), fault.Conflict, fault.KeyReused)
	equal(t, "the answer", must[*store.Answer](t, "Answered")(w.store.Answered(w.ctx, answer.Key)), answer)
	ask := must[*eic.Credential](t, "Credential")
	if got := ask(w.store.Credential(w.ctx, second.ID)); got != nil {
		t.Errorf("the refused write was made: %v", got)
	}
	equal(t, "the first", ask(w.store.Credential(w.ctx, first.ID)), &first)
}

func keysApart(t *testing.T, w *world) {
	keys := []store.Key{
		{Person: w.teacher, Mutation: "postNeed", Value: "k"}, {Person: w.maker, Mutation: "postNeed", Value: "k"},
		{Person: w.teacher, Mutation: "publish", Value: "k"}, {Person: w.teacher, Mutation: "postNeed", Value: "l"},
	}
	for i, key := range keys {
		need := w.need(string(rune('a'+i)), i)
		if err := w.store.Commit(w.ctx, w.answering(need, key)); err != nil {
			t.Fatalf("%v: %v", key, err)
		}
		if got := must[*store.Answer](t, "Answered")(w.store.Answered(w.ctx, key)); got == nil || got.ID != need.ID {
			t.Errorf("%v: got %v", key, got)
		}
	}
}

func forget(t *testing.T, w *world) {
	old, young := store.Key{Person: w.teacher, Mutation: "m", Value: "old"}, store.Key{Person: w.teacher, Mutation: "m", Value: "young"}
	for i, key := range []store.Key{old, young} {
		write := w.answering(w.need(key.Value, i), key)
		write.Answer.At = start.Add(time.Duration(i) * time.Hour)
		if err := w.store.Commit(w.ctx, write); err != nil {
			t.Fatal(err)
		}
	}
	forget := must[int](t, "Forget")
	if n := forget(w.store.Forget(w.ctx, store.Answers, start)); n != 0 {
		t.Errorf("forgot %d answers that are not older than the moment", n)
	}
	if n := forget(w.store.Forget(w.ctx, store.Answers, start.Add(time.Hour))); n != 1 {
		t.Errorf("forgot %d answers, want 1", n)
	}
	ask := must[*store.Answer](t, "Answered")
	if ask(w.store.Answered(w.ctx, old)) != nil || ask(w.store.Answered(w.ctx, young)) == nil {
		t.Errorf("the old answer stays or the young one is gone")
	}
	if err := w.store.Commit(w.ctx, w.answering(w.need("again", 1), old)); err != nil {
		t.Errorf("a forgotten key: %v", err)
	}
}

func eventTests() []test {
	return []test{
		{"every change with a verb is an event, in the order of the write", eventContent},
		{"events are read piece by piece, above a number", eventPages},
		{"each cluster counts its own, and so does what belongs to none", eventSeries},
		{"the newest event and the changes since are known by cluster and side", eventCounts},
	}
}

// events returns all events of the first cluster.
func (w *world) events() []store.Event {
	w.t.Helper()
	return w.eventsOf(w.here)
}

func (w *world) eventsOf(cluster eic.ClusterID) []store.Event {
	w.t.Helper()
	return must[[]store.Event](w.t, "Events")(w.store.Events(w.ctx, cluster, 0, 10_000))
}

func eventContent(t *testing.T, w *world) {
	if got := w.events(); len(got) != 0 {
		t.Fatalf("changes without a verb made events: %v", got)
	}
	need, offer := w.need("a", 1), w.offer(eic.Grant, "b", 2)
	offer.Updated = eic.NewStamp(at(5).At, w.teacher)
	w.save(made(need, nil), made(offer, nil))
	again := changed(need, nil)
	again.Verb = "withdraw"
	w.save(again)
	sameEvents(t, "here", w.events(),
		store.Event{Cluster: w.here, Record: need.ID, Version: 1, Verb: "make", Stamp: at(1)},
		store.Event{Cluster: w.here, Record: offer.ID, Version: 1, Verb: "make", Stamp: offer.Updated},
		store.Event{Cluster: w.here, Record: need.ID, Version: 2, Verb: "withdraw", Stamp: need.Updated})
}

func eventSeries(t *testing.T, w *world) {
	need, topic, there := w.need("a", 1), w.fullTopic(), w.need("b", 2)
	w.elsewhere(&there.Head)
	topic.Head = w.head(eic.TopicType, "full")
	cluster := &eic.Cluster{Head: w.head(eic.ClusterType, "new"), Name: "New"}
	w.save(made(need, nil), made(topic, nil), made(there, nil), made(cluster, nil))
	w.save(changed(there, nil), changed(need, nil))
	for _, series := range []struct {
		of   eic.ClusterID
		want []store.Event
	}{
		{"", []store.Event{{Record: topic.ID, Version: 1, Verb: "make", Stamp: at(0)}}},
		{eic.ClusterID(cluster.ID), []store.Event{{Record: cluster.ID, Version: 1, Verb: "make", Stamp: at(0)}}},
		{w.here, []store.Event{{Record: need.ID, Version: 1, Verb: "make", Stamp: at(1)},
			{Record: need.ID, Version: 2, Verb: "change", Stamp: need.Updated}}},
		{w.there, []store.Event{{Record: there.ID, Version: 1, Verb: "make", Stamp: there.Created},
			{Record: there.ID, Version: 2, Verb: "change", Stamp: there.Updated}}},
		{eic.ClusterIDOf("missing"), nil},
	} {
		for i := range series.want {
			series.want[i].Cluster = series.of
		}
		sameEvents(t, "series "+string(series.of), w.eventsOf(series.of), series.want...)
	}
}

// sameEvents compares events but for their numbers, which must grow.
func sameEvents(t *testing.T, what string, got []store.Event, want ...store.Event) {
	t.Helper()
	last := int64(0)
	for i := range got {
		if got[i].Number <= last {
			t.Errorf("%s: event %d has number %d after %d", what, i, got[i].Number, last)
		}
		last, got[i].Number = got[i].Number, 0
	}
	equal(t, what, got, want)
}

func eventPages(t *testing.T, w *world) {
	for i := range 7 {
		w.save(made(w.need(string(rune('a'+i)), i), nil))
	}
	all := w.events()
	var got []store.Event
	after := int64(0)
	for range 10 {
		page := must[[]store.Event](t, "Events")(w.store.Events(w.ctx, w.here, after, 3))
		if len(page) == 0 {
			break
		}
		got, after = append(got, page...), page[len(page)-1].Number
	}
	if len(all) != 7 {
		t.Errorf("got %d events, want 7", len(all))
	}
	equal(t, "the pieces", got, all)
}

func eventCounts(t *testing.T, w *world) {
	last := must[int64](t, "LastEvent")
	if n := last(w.store.LastEvent(w.ctx, w.here)); n != 0 {
		t.Errorf("before any event: %d", n)
	}
	need, there := w.need("a", 1), w.need("b", 1)
	w.elsewhere(&there.Head)
	w.save(made(need, nil), made(w.offer(eic.Grant, "a", 1), nil), made(w.offer(eic.Study, "b", 1), nil), made(there, nil))
	middle := last(w.store.LastEvent(w.ctx, w.here))
	w.save(changed(need, nil))
	w.save(changed(w.fetch(eic.ID(w.teacher)), nil))
	for _, cluster := range []eic.ClusterID{w.here, w.there} {
		events := w.eventsOf(cluster)
		if got, want := last(w.store.LastEvent(w.ctx, cluster)), events[len(events)-1].Number; got != want {
			t.Errorf("LastEvent %s: got %d, want %d", cluster, got, want)
		}
	}
	for _, c := range []struct {
		cluster eic.ClusterID
		side    store.Side
		after   int64
		want    int
	}{
		{w.here, store.NeedSide, 0, 2}, {w.here, store.NeedSide, middle, 1}, {w.here, store.OfferSide, 0, 2},
		{w.here, store.OfferSide, middle, 0}, {w.there, store.NeedSide, 0, 1}, {w.there, store.OfferSide, 0, 0},
	} {
		if got := must[int](t, "Changed")(w.store.Changed(w.ctx, c.cluster, c.side, c.after)); got != c.want {
			t.Errorf("Changed(%s, %d, %d): got %d, want %d", c.cluster, c.side, c.after, got, c.want)
		}
	}
}
