MATCH (o:Offer) WHERE o.cluster = $cluster AND o.views > 0
RETURN collect(o.id), collect(o.views)
