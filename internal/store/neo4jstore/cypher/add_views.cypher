UNWIND $views AS view
MATCH (o:Offer {id: view.offer})
SET o._lock = true
WITH o, view
SET o.views = coalesce(o.views, 0) + view.times, o._lock = null
