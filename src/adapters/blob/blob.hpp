// Where replay files lie. Both stores keep bytes under their SHA-256 and trust neither caller nor disk: the
// digest is checked when bytes come in and again when they go out. Objects in other places (S3, Supabase)
// would be further adapters.
#pragma once

#include "adapters/blob/directory_blob_store.hpp"
#include "adapters/blob/memory_blob_store.hpp"
