def suspicion(reading, *, url, final_url, status):
    return None
