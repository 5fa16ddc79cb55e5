"""Which BLAS the peer's products run on: the reference implementation would be no peer at all."""

import os


def threads():
    return int(os.environ.get("OMP_NUM_THREADS", "1"))


def library():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return None
    found = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return " ".join(str(found[0].get(key)) for key in ("internal_api", "version", "architecture")) if found else None


def name():
    return f" with {library() or 'reference BLAS'}"


def hint():
    if library():
        return {}
    return {"hint": "runs on the slow reference BLAS; Debian's package libopenblas0-pthread brings a fast one."}
